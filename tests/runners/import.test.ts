import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const CLI = resolve('dist/runners/cli.js');
if (!existsSync(CLI)) throw new Error(`${CLI} is not built; \`npm run build\` builds it, and \`npm test\` does so first`);

let folder = '';
const at = (...names: string[]) => join(folder, ...names);
const gymnase = (line: string, cwd = folder) => {
  const { status: code, stdout: out, stderr: err } = spawnSync(process.execPath, [CLI, ...line.split(' ')], { cwd, encoding: 'utf8' });
  return { code, out, err };
};
const read = (...names: string[]) => readFileSync(at(...names), 'utf8');

/** Somebody's project: gymnasium-js is installed, environments in envs/, experiments in a folder beside. */
const RULES = `{
  observationSpace: new Discrete(4), actionSpace: new Discrete(2), stateSize: 1,
  reset(s) { s[0] = 0; }, step(s, a) { s[0] += 1 - a[0]; return -1; }, terminal: (s) => s[0] === 3, observe(s, o) { o[0] = s[0]; },
}`;
const IMPORT = "import { Discrete, register } from 'gymnasium-js';\n";
const specOf = (id: string, rules = RULES) => `{ id: '${id}', description: 'three steps', maxEpisodeSteps: 20, entryPoint: () => (${rules}) }`;
const YAML = 'name: own\nimport: ../envs/steps.mjs\nenvironments: [my/Steps-v0]\nagents: [q-learning]\nseeds: 0\nsteps: 500\nevaluation: { episodes: 2, final_episodes: 2 }\n';

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'gymnase import-')));
  for (const name of ['node_modules', 'envs', 'experiments', 'wrong']) mkdirSync(at(name));
  writeFileSync(at('package.json'), '{ "private": true }');
  symlinkSync(resolve('envs'), at('node_modules/gymnasium-js'), 'junction');
  symlinkSync(resolve('.'), at('node_modules/gymnase'), 'junction');
  writeFileSync(at('envs/steps.mjs'), `${IMPORT}register(${specOf('my/Steps-v0')});\n`);
  writeFileSync(at('envs/list.js'), `${IMPORT}export const environments = [${specOf('my/Listed-v0')}];\n`);
  writeFileSync(at('envs/package.json'), '{ "type": "module" }');
  writeFileSync(at('envs/old.cjs'), `const { Discrete, register } = require('gymnasium-js');\nregister(${specOf('my/Old-v0')});\n`);
  writeFileSync(at('experiments/own.yaml'), YAML);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('environments from a module of one\'s own', () => {
  test('are listed, from several modules, that register, export a list, or are CommonJS', () => {
    const { code, out, err } = gymnase('list envs --import envs/steps.mjs --import ./envs/list.js --import envs/old.cjs');
    expect(err.replace(/^\(.*\n/gm, '')).toBe('');
    expect(code).toBe(0);
    for (const id of ['CartPole-v1', 'my/Steps-v0', 'my/Listed-v0', 'my/Old-v0']) expect(out).toMatch(new RegExp(`^${id} +Discrete|^${id} +Box`, 'm'));
    expect(gymnase('list envs my/Steps-v0 --import envs/steps.mjs').out).toContain('my/Steps-v0: three steps');
  });

  test('are trained in, and looked at again, from wherever one calls', () => {
    expect(gymnase('train --env my/Steps-v0 --agent q-learning --steps 300 --import envs/steps.mjs --out trained').code).toBe(0);
    expect(gymnase('evaluate trained --episodes 3')).toMatchObject({ code: 0, err: '' });
    expect(gymnase('evaluate ../trained --episodes 3', at('experiments'))).toMatchObject({ code: 0, err: '' });
    expect(gymnase('watch trained')).toEqual({ code: 1, out: '', err: 'gymnase: my/Steps-v0 draws no pictures\n' });
    expect(gymnase('inspect trained').err).toBe('gymnase: my/Steps-v0 tells no model, so its states have no names\n');
  });

  test('are named by the experiment file, from its folder, and by the results, from theirs', () => {
    expect(gymnase('run experiments/own.yaml').code).toBe(0);
    expect(read('results/own/experiment.yaml')).toContain('import:\n  - ../../envs/steps.mjs\n');
    const manifest = read('results/own/manifest.json');
    expect(JSON.parse(manifest)).toMatchObject({ experiment: { import: [{ file: 'steps.mjs', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string }] } });
    expect(manifest).not.toContain(folder);
    expect(gymnase('run results/own/experiment.yaml --out again').code).toBe(0);
    expect(gymnase('run own.yaml --out deep/down', at('experiments')).code).toBe(0);
    expect(read('again/own/manifest.json')).toBe(manifest);
    expect(read('experiments/deep/down/own/manifest.json')).toBe(manifest);
    expect(gymnase('run experiments/own.yaml').err).toContain('there are results in results/own already');
  });

  test('are there for the whole project when it is moved, and missed in words when it is not', () => {
    cpSync(at('results/own'), at('moved/results/own'), { recursive: true });
    expect(gymnase('evaluate moved/results/own')).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^gymnase: there is no file moved\/envs\/steps\.mjs to import\. [^\n]+\n$/) as string });
    cpSync(at('envs'), at('moved/envs'), { recursive: true });
    expect(gymnase('evaluate moved/results/own').code).toBe(0);
  });

  test('may be given beside those of the file, and a module that is named twice is one', () => {
    expect(gymnase('run experiments/own.yaml --out beside --import envs/list.js --import envs/steps.mjs --import envs/steps.mjs').code).toBe(0);
    expect(JSON.parse(read('beside/own/manifest.json'))).toMatchObject({ experiment: { import: [{ file: 'steps.mjs' }, { file: 'list.js' }] } });
  });

  test('are no part of the files of experiments without any', () => {
    expect(gymnase('train --env CliffWalking-v1 --agent random --steps 20 --out plain').code).toBe(0);
    for (const name of ['experiment.yaml', 'manifest.json']) expect(read('plain', name)).not.toContain('import');
  });
});

/** An agent that always takes the same action. */
const agentOf = (name: string) => `{
  name: '${name}', description: 'always the same', source: 'none', options: z.strictObject({ a: z.int().default(0).describe('what it takes') }), refuses: () => undefined,
  create: (world, { options: { a } }) => ({
    metrics: { a }, act(now, action) { action.fill(a); }, learn() {}, policy: () => ({ act(now, action) { action.fill(a); } }), save: () => ({}), load() {},
  }),
}`;

describe('agents from a module of one\'s own', () => {
  beforeAll(() => {
    mkdirSync(at('agents'));
    writeFileSync(at('agents/same.mjs'), `import { registerAgent, z } from 'gymnase/agents';\nregisterAgent(${agentOf('same')});\n`);
    writeFileSync(at('agents/list.mjs'), `import { z } from 'gymnase/agents';\nexport const agents = [${agentOf('listed')}];\n`);
    writeFileSync(at('agents/both.mjs'), `${IMPORT}import { registerAgent, z } from 'gymnase/agents';\nregister(${specOf('my/Both-v0')});\nregisterAgent(${agentOf('both')});\n`);
  });

  test('are listed, from modules that register them, export a list, or have environments too', () => {
    const { code, out } = gymnase('list agents --import agents/same.mjs --import agents/list.mjs --import agents/both.mjs');
    expect(code).toBe(0);
    for (const name of ['ppo', 'same', 'listed', 'both']) expect(out).toMatch(new RegExp(`^${name} +\\S`, 'm'));
    expect(gymnase('list agents same --import agents/same.mjs').out).toContain('a  default 0  what it takes');
    expect(gymnase('list agents same')).toMatchObject({ code: 2 });
  });

  test('are trained, two runs side by side too, and looked at again without naming the module', () => {
    expect(gymnase('train --env CliffWalking-v1 --agent same -p a=1 --steps 300 --max-episode-steps 20 --import agents/same.mjs --out same').code).toBe(0);
    expect(gymnase('evaluate same --episodes 2')).toMatchObject({ code: 0, err: '' });
    writeFileSync(at('experiments/agents.yaml'), YAML.replace('name: own', 'name: agents').replace('../envs/steps.mjs', '[../envs/steps.mjs, ../agents/list.mjs]').replace('[q-learning]', '[listed, random]').replace('seeds: 0', 'seeds: 0..1'));
    expect(gymnase('run experiments/agents.yaml --workers 2').code).toBe(0);
    expect(gymnase('run experiments/agents.yaml --out alone').code).toBe(0);
    expect(read('alone/agents/manifest.json')).toBe(read('results/agents/manifest.json'));
  });
});

const WRONG: [file: string, text: string, said: RegExp][] = [
  ['throws.mjs', '\nthrow new Error("no license");', /cannot import wrong\/throws\.mjs \(line 2\): no license\.$/],
  ['nothing.mjs', '', /cannot import wrong\/nothing\.mjs: it registers no environment and no agent\. Call register\(.*, or registerAgent\(/],
  ['syntax.mjs', 'export const = 5', /cannot import wrong\/syntax\.mjs[^:]*: \S/],
  ['number.mjs', 'export const environments = 5', /what it exports as environments is a list of \{ id, description, entryPoint \}, and got 5\.$/],
  ['entry.mjs', 'export const environments = [null]', /environments\[0\] is \{ id, description, entryPoint \}, and got null\.$/],
  ['name.mjs', `${IMPORT}register(${specOf('Nameless')})`, /an environment's id is a name with a version, .* and got "Nameless"\.$/],
  ['taken.mjs', `${IMPORT}register(${specOf('CartPole-v1')})`, /there is an environment CartPole-v1 already; register yours under another name or version\.$/],
  ['silent.mjs', `${IMPORT}register({ id: 'my/Silent-v0', entryPoint: () => (${RULES}) })`, /my\/Silent-v0 needs a description, a line of text, and got undefined\.$/],
  ['empty.mjs', `${IMPORT}register(${specOf('my/Empty-v0', 'undefined')})`, /the entryPoint of my\/Empty-v0 gives undefined; it returns rules \(stateSize, /],
  ['half.mjs', `${IMPORT}register(${specOf('my/Half-v0', '{ stateSize: 1, actionSpace: new Discrete(2), reset() {}, step() {} }')})`, /gives rules without observationSpace, terminal, observe$/],
  ['object.mjs', `${IMPORT}register(${specOf('my/Object-v0', '{ actionSpace: new Discrete(2), observationSpace: new Discrete(2), reset() {} }')})`, /gives an environment without step, close \(rules have a stateSize\)$/],
  ['inner.mjs', 'import "./nowhere.mjs"; import "gymnasium-js";', /cannot import wrong\/inner\.mjs: Cannot find module .*nowhere\.mjs/],
  ['package.mjs', 'import "gymnasium"', /Cannot find package 'gymnasium' imported from /],
  ['twin.mjs', `import { registerAgent, z } from 'gymnase/agents';\nregisterAgent(${agentOf('ppo')})`, /there is an agent ppo already; register yours under another name\.$/],
  ['agents.mjs', 'export const agents = 5', /what it exports as agents is a list of what registerAgent takes, and got 5\.$/],
  ['agent.mjs', 'export const agents = [{ name: "mine" }]', /the agent mine needs a description, a line of text, and got undefined\.$/],
  ['text.txt', 'hello', /cannot import wrong\/text\.txt: a module is a JavaScript file: \.mjs or \.js\.$/],
];

describe('a module that is not what it should be ends with 2 and a line that says how:', () => {
  test.each(WRONG)('%s', (file, text, said) => {
    writeFileSync(at('wrong', file), text);
    const { code, out, err } = gymnase(`list envs --import wrong/${file}`);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^gymnase: [^\n]+\n$/);
    expect(err.trimEnd()).toMatch(said);
  });

  test.each([
    ['nowhere.mjs', /^gymnase: there is no file nowhere\.mjs to import\. Paths of --import begin at the current folder, those of import: at the folder of their experiment file\.\n$/],
    ['envs', /^gymnase: cannot import envs: it is a folder\. Name the file in it, such as envs\/index\.mjs\.\n$/],
  ])('%s', (path, said) => {
    expect(gymnase(`train --env my/Steps-v0 --agent random --import ${path}`)).toMatchObject({ code: 2, err: expect.stringMatching(said) as string });
  });

  test('an entryPoint that throws is named, with what it says', () => {
    writeFileSync(at('wrong/thrower.mjs'), `${IMPORT}register({ id: 'my/Thrower-v0', description: 'throws', entryPoint: () => { throw new Error('in entry'); } })`);
    expect(gymnase('train --env my/Thrower-v0 --agent random --import wrong/thrower.mjs'))
      .toMatchObject({ code: 2, err: 'gymnase: the entryPoint of my/Thrower-v0 throws: in entry\n' });
  });

  test.skipIf(Number(process.versions.node.split('.')[0]) >= 22)('TypeScript, where Node runs none', () => {
    writeFileSync(at('wrong/steps.ts'), 'export const n: number = 5;');
    expect(gymnase('list envs --import wrong/steps.ts').err).toMatch(/runs no TypeScript\. Use Node 22\.18 or later, or compile it and import the JavaScript\.\n$/);
  });

  test.each(['import: 5', 'import: [""]', 'import: [{}]'])('%s in an experiment file', (line) => {
    writeFileSync(at('wrong/odd.yaml'), YAML.replace('import: ../envs/steps.mjs', line));
    expect(gymnase('run wrong/odd.yaml')).toMatchObject({ code: 2, err: expect.stringMatching(/^gymnase: wrong\/odd\.yaml: import.* cannot be .*: it is a file, or a list of files, such as \.\/my-env\.mjs\n$/) as string });
  });

  test('gymnase or gymnasium-js that is not installed, or another copy of them', () => {
    mkdirSync(at('other/node_modules/gymnasium-js'), { recursive: true });
    cpSync(resolve('envs/dist'), at('other/node_modules/gymnasium-js/dist'), { recursive: true });
    cpSync(resolve('envs/package.json'), at('other/node_modules/gymnasium-js/package.json'));
    for (const name of ['steps.mjs', 'list.js', 'package.json']) cpSync(at('envs', name), at('other', name));
    for (const name of ['steps.mjs', 'list.js']) {
      const { code, err } = gymnase(`list envs --import other/${name}`);
      expect(code).toBe(2);
      expect(err).toBe(`gymnase: cannot import other/${name}: it uses another copy of gymnasium-js than gymnase does (other/node_modules/gymnasium-js/dist/index.js). \`npm dedupe\` makes them one; so does the same version of both in package.json.\n`);
    }
    mkdirSync(at('other/node_modules/gymnase'));
    writeFileSync(at('other/node_modules/gymnase/package.json'), '{ "type": "module", "exports": { "./agents": "./agents.js" } }');
    writeFileSync(at('other/node_modules/gymnase/agents.js'), 'export const registerAgent = () => {};');
    rmSync(at('other/node_modules/gymnasium-js'), { recursive: true });
    writeFileSync(at('other/agent.mjs'), "import { registerAgent } from 'gymnase/agents'; registerAgent({});");
    expect(gymnase('list agents --import other/agent.mjs')).toMatchObject({ code: 2, err: expect.stringContaining('it uses another copy of gymnase/agents than gymnase does (other/node_modules/gymnase/agents.js)') as string });
    renameSync(at('node_modules'), at('no_modules'));
    try {
      expect(gymnase('list envs --import envs/steps.mjs')).toMatchObject({ code: 2, err: 'gymnase: cannot import envs/steps.mjs: gymnasium-js is not installed where it lies. `npm install gymnase` in envs or above it installs both.\n' });
      expect(gymnase('list agents --import agents/same.mjs').err).toBe('gymnase: cannot import agents/same.mjs: gymnase is not installed where it lies. `npm install gymnase` in agents or above it installs both.\n');
    } finally {
      renameSync(at('no_modules'), at('node_modules'));
    }
  });
});
