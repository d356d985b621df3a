import { Box, Discrete, register, type Dynamics } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { experimentYaml, parseExperiment, resolveExperiment, rowsFor, runsOf, type Experiment } from '../../runners/experiment/experiment.ts';
import { UsageError } from '../../runners/usage-error.ts';

const box: Dynamics = {
  observationSpace: new Box(-1, 1, { shape: [4] }), actionSpace: new Discrete(2), stateSize: 1,
  reset: (s) => { s[0] = 0; }, step: (s) => { s[0]++; return 1; }, terminal: (s) => s[0] >= 10, observe: (s, o) => { o.fill(s[0] / 10); },
};
register({ id: 'tests/Poles-v0', description: 'four continuous numbers', entryPoint: () => box });

const read = (yaml: string): Experiment => resolveExperiment(parseExperiment(yaml, 'my.yaml'), 'my.yaml');
const SMALL = { name: 'small', environments: '[CliffWalking-v1]', agents: '[sarsa]', seeds: '0..1', steps: '100' };
const yamlOf = (change: Partial<Record<string, string | undefined>> = {}) => (
  Object.entries({ ...SMALL, ...change }).filter(([, value]) => value !== undefined).map(([key, value]) => `${key}: ${value}\n`).join('')
);
const small = (change?: Partial<Record<string, string | undefined>>) => read(yamlOf(change));

describe('an experiment file', () => {
  test('is resolved with every default filled in', () => {
    expect(read('name: a\nenvironments: [CarStreet-v0, CliffWalking-v1]\nagents: [random, q-learning]\nseeds: 0..2\nsteps: 1234\n')).toEqual({
      name: 'a',
      environments: [
        { id: 'CarStreet-v0', label: 'CarStreet-v0', maxEpisodeSteps: 200, options: { map: 'crossing', people: true, pCome: 0.3, pEnter: 0.7, pCross: 0.4, pGo: 0.9, shapingGamma: 1 } },
        { id: 'CliffWalking-v1', label: 'CliffWalking-v1', options: { isSlippery: false } },
      ],
      agents: [
        { name: 'random', label: 'random', options: {}, rows: 1 },
        { name: 'q-learning', label: 'q-learning', options: { learningRate: 0.1, gamma: 0.99, epsilon: 0.1, initialValue: 0 }, rows: 1 },
      ],
      seeds: [0, 1, 2], steps: 1234,
      evaluation: { every: 123, episodes: 20, finalEpisodes: 100, stochastic: false }, reportEvery: 123, checkpointEvery: 123, backend: 'wasm',
    });
  });

  test('may spell its keys, hyperparameters and options like_this', () => {
    const snake = read(`${yamlOf({ environments: '[{ id: CarStreet-v0, label: x, max_episode_steps: 50, options: { p_come: 0.5 } }]', agents: '[{ name: sarsa, options: { learning_rate: lin_0.5 } }]' })}
report_every: 5
checkpoint_every: 6
evaluation: { every: 7, final_episodes: 8 }
`);
    const camel = read(`${yamlOf({ environments: '[{ id: CarStreet-v0, label: x, maxEpisodeSteps: 50, options: { pCome: 0.5 } }]', agents: '[{ name: sarsa, options: { learningRate: lin_0.5 } }]' })}
reportEvery: 5
checkpointEvery: 6
evaluation: { every: 7, finalEpisodes: 8 }
`);
    expect(snake).toEqual(camel);
    expect(camel).toMatchObject({ reportEvery: 5, checkpointEvery: 6, evaluation: { every: 7, finalEpisodes: 8 }, environments: [{ maxEpisodeSteps: 50, options: { pCome: 0.5 } }], agents: [{ options: { learningRate: 'lin_0.5' } }] });
  });

  test.each([
    ['3', [3]], ['0..4', [0, 1, 2, 3, 4]], ['7..7', [7]], ['[5, 0, 2]', [5, 0, 2]], ['9007199254740991', [Number.MAX_SAFE_INTEGER]], ['[-0]', [0]],
  ])('takes seeds as %s', (text, seeds) => expect(small({ seeds: text }).seeds).toStrictEqual(seeds));

  test('evaluates at least every step of a budget of one step', () => {
    expect(small({ steps: '1' }).evaluation.every).toBe(1);
  });

  test('takes one environment twice, with labels', () => {
    const { environments } = small({ environments: '[CarStreet-v0, { id: CarStreet-v0, label: "town, at night / \\"busy\\"", options: { map: town } }]' });
    expect(environments.map(({ label }) => label)).toEqual(['CarStreet-v0', 'town, at night / "busy"']);
  });

  test('as it ran is a file that resolves to the same', () => {
    const texts = [
      yamlOf(), yamlOf({ description: '"yes: # [no]"', seeds: '[3, 1]' }),
      yamlOf({ environments: '[{ id: CarStreet-v0, label: "- é, \'x\': #1", options: { map: "#####\\n#>.D#\\n#####" } }]', agents: '[{ name: q-learning, label: "null", rows: 8, options: { epsilon: exp_0.5_0.01, gamma: 1e-7 } }]' }),
    ];
    for (const text of texts) {
      const experiment = read(text);
      expect(read(experimentYaml(experiment))).toStrictEqual(experiment);
    }
  });

  test('is environments by agents by seeds, in the order of the file', () => {
    const runs = runsOf(small({ environments: '[CliffWalking-v1, CarStreet-v0]', agents: '[sarsa, random]', seeds: '[1, 0]' }));
    expect(runs.map(({ environment, agent, seed }) => `${environment.label} ${agent.label} ${seed}`)).toEqual([
      'CliffWalking-v1 sarsa 1', 'CliffWalking-v1 sarsa 0', 'CliffWalking-v1 random 1', 'CliffWalking-v1 random 0',
      'CarStreet-v0 sarsa 1', 'CarStreet-v0 sarsa 0', 'CarStreet-v0 random 1', 'CarStreet-v0 random 0',
    ]);
  });
});

const REFUSED: [string, Partial<Record<string, string | undefined>>, RegExp][] = [
  ['a wrong key', { step: '5' }, /there is no key "step"\. Did you mean "steps"\? The keys are: name, description, environments/],
  ['a wrong key of an environment', { environments: '[{ id: CarStreet-v0, lable: x }]' }, /there is no key "lable" in environments\[0\]\. Did you mean "label"\?/],
  ['a wrong key of an agent', { agents: '[random, { name: sarsa, option: {} }]' }, /there is no key "option" in agents\[1\]\. Did you mean "options"\?/],
  ['a wrong key of the evaluation', { evaluation: '{ episode: 3 }' }, /there is no key "episode" in evaluation\. Did you mean "episodes"\?/],
  ['a key in two spellings', { reportEvery: '5', report_every: '6' }, /the key reportEvery is given twice/],
  ['an agent label twice', { agents: '[sarsa, { name: q-learning, label: sarsa }]' }, /agents\[1\] needs a label of its own, such as "sarsa 2": two agents are called "sarsa"/],
  ['an environment twice without a label', { environments: '[CarStreet-v0, { id: CarStreet-v0, options: { map: town } }]' }, /environments\[1\] needs a label of its own, such as "CarStreet-v0 2"/],
  ['labels that some disks hold for one', { agents: '[sarsa, { name: sarsa, label: SARSA }]' }, /two agents are called "sarsa" and "SARSA", which is too alike/],
  ['no seeds', { seeds: '[]' }, /seeds cannot be \[\]: there are no seeds, and at least one is needed, such as 0\.\.4/],
  ['a range of no seeds', { seeds: '4..0' }, /there are no seeds/],
  ['a seed twice', { seeds: '[1, 2, 1]' }, /a seed is listed twice/],
  ['a negative seed', { seeds: '[-1]' }, /seeds\[0\] cannot be -1: a seed is a whole number from 0 to 2\^53 - 1/],
  ['a seed past 2^53 - 1', { seeds: '9007199254740991..9007199254740993' }, /a seed is a whole number from 0 to 2\^53 - 1/],
  ['seeds in words', { seeds: 'some' }, /seeds cannot be "some": seeds are a range such as 0\.\.4/],
  ['too many seeds', { seeds: '0..9999999999' }, /there are more than 100000 seeds/],
  ['no steps', { steps: '0' }, /steps cannot be 0: it is a whole number from 1 up/],
  ['half a step', { steps: '1.5' }, /steps cannot be 1\.5: it is a whole number from 1 up/],
  ['steps in words', { steps: 'many' }, /steps cannot be "many": it is a whole number from 1 up/],
  ['a value left out', { steps: '' }, /steps cannot be null: it is a whole number from 1 up/],
  ['a missing key', { agents: undefined }, /agents is missing: a list, such as \[q-learning\]/],
  ['no environments', { environments: '[]' }, /environments cannot be \[\]: there are no environments, and at least one is needed, such as \[CarStreet-v0\]/],
  ['an environment that is no list', { environments: 'CarStreet-v0' }, /environments cannot be "CarStreet-v0": it is a list, such as \[CarStreet-v0\]/],
  ['an environment that is a number', { environments: '[5]' }, /environments\[0\] cannot be 5: it is an id such as CarStreet-v0/],
  ['an environment without an id', { environments: '[{ label: x }]' }, /environments\[0\]\.id is missing/],
  ['options that are none', { agents: '[{ name: sarsa, options: [1] }]' }, /agents\[0\]\.options cannot be \[1\]: it is names with values/],
  ['an unknown environment', { environments: '[CliffWalking-v1, CliffWalkin-v1]' }, /my\.yaml: environments\[1\]: There is no environment "CliffWalkin-v1"\. Did you mean "CliffWalking-v1"\?/],
  ['an unknown agent', { agents: '[saarsa]' }, /my\.yaml: agents\[0\]: There is no agent "saarsa"\. Did you mean "sarsa"\? The agents are: random, q-learning, sarsa/],
  ['an unknown hyperparameter', { agents: '[{ name: sarsa, options: { gama: 1 } }]' }, /agents\[0\]: sarsa has no hyperparameter "gama"\. Did you mean "gamma"\?/],
  ['a hyperparameter out of range', { agents: '[{ name: sarsa, options: { gamma: 1.5 } }]' }, /agents\[0\]: gamma of sarsa cannot be 1\.5/],
  ['an unknown option', { environments: '[{ id: CarStreet-v0, options: { mpa: town } }]' }, /environments\[0\]: CarStreet-v0 has no option "mpa"\. Did you mean "map"\?/],
  ['a time limit among the options', { environments: '[{ id: CarStreet-v0, options: { max_episode_steps: 3 } }]' }, /environments\[0\]: maxEpisodeSteps is no option of CarStreet-v0: it stands beside "id" and "options" in an experiment, and is --max-episode-steps/],
  ['rows among the options', { environments: '[{ id: CarStreet-v0, options: { rows: 8 } }]' }, /environments\[0\]: rows is no option of CarStreet-v0: it belongs to the agent/],
  ['a role among the options', { environments: '[{ id: CarStreet-v0, options: { role: final } }]' }, /environments\[0\]: role is no option of CarStreet-v0: a run chooses it itself/],
  ['a render mode among the options', { environments: '[{ id: CarStreet-v0, options: { renderMode: svg } }]' }, /environments\[0\]: renderMode is no option of CarStreet-v0: runs draw nothing/],
  ['an unknown map', { environments: '[{ id: CarStreet-v0, options: { map: twon } }]' }, /environments\[0\]: There is no map "twon"\. Did you mean "town"\?/],
  ['an option out of range', { environments: '[{ id: CarStreet-v0, options: { pCome: 2 } }]' }, /environments\[0\]: pCome is a chance per step, above 0 and at most 1, and got 2/],
  ['a name that is no name of a folder', { name: '../up' }, /name cannot be "\.\.\/up": a name is letters, digits/],
  ['a label of two lines', { agents: '[{ name: sarsa, label: "a\\nb" }]' }, /agents\[0\]\.label cannot be "a\\nb": a label is one line of text/],
  ['no rows', { agents: '[{ name: sarsa, rows: 0 }]' }, /agents\[0\]\.rows cannot be 0: it is a whole number from 1 up/],
];

describe('refused, with the file, the place and what to do:', () => {
  test.each(REFUSED)('%s', (_, change, message) => {
    expect(() => small()).not.toThrow();                     // what is wrong is the change
    expect(() => small(change)).toThrow(UsageError);
    expect(() => small(change)).toThrow(message);
    expect(() => small(change)).toThrow(/^my\.yaml: \S[^\n]*$/);
  });

  test('an agent that cannot take what the environment shows, and who can', () => {
    const wrong = () => small({ environments: '[CliffWalking-v1, tests/Poles-v0]', agents: '[random, sarsa]' });
    expect(wrong).toThrow(UsageError);
    expect(wrong).toThrow(/^my\.yaml: sarsa keeps a table of values, so observations must be discrete; these are Box.*\n\(tests\/Poles-v0 asks sarsa\.\) Agents that can: random, (?!.*(sarsa|q-learning)).*ppo, genetic, .*\.$/);
    expect(() => small({ environments: '[tests/Poles-v0]', agents: '[random]' })).not.toThrow();
  });

  test.each([
    ['', /^my\.yaml: there is nothing in it\. An experiment has the keys name, description, environments/],
    ['# nothing but a comment\n', /there is nothing in it/],
    ['- a\n- b\n', /an experiment is keys with values, such as "steps: 50000", and this is \["a", "b"\]/],
    ['hello, world', /an experiment is keys with values, such as "steps: 50000", and this is "hello, world"/],
    ['name: [a\nsteps: }', /^my\.yaml is no valid YAML: .* at line \d+, column \d+$/],
    ['name: a\nname: b\n', /^my\.yaml is no valid YAML: Map keys must be unique at line 2, column 1$/],
    ['name: *nowhere\n', /^my\.yaml is no valid YAML: .*nowhere/],
    ['\u0089PNG\r\n\u001a\n\u0000', /^my\.yaml/],
  ])('what is no experiment at all: %j', (text, message) => {
    expect(() => read(text)).toThrow(UsageError);
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow(/^[^\n]*$/);
  });
});

describe('an environment that evaluations see otherwise', () => {
  const street = (options: object) => resolveExperiment({
    name: 'street', steps: 100, seeds: 0, agents: ['random'], environments: [{ id: 'CarStreetContinuous-v0', options: { mapSeeds: [0, 5] }, ...options }],
  }, 'street.yaml');

  test('is drawn from maps that training never sees', () => {
    const { environments: [choice] } = street({ evaluation_options: { map_seeds: [100, 105] } });
    const seen = (role: 'training' | 'evaluation' | 'final') => {
      const rows = rowsFor(choice, { rows: 40, role });
      rows.reset(0);
      rows.advance();
      return Array.from({ length: 40 }, (_, i) => rows.info!(i)['map_seed'] as number);
    };
    for (const role of ['evaluation', 'final'] as const) expect(seen(role).every((map) => map >= 100 && map < 105), role).toBe(true);
    expect(seen('training').every((map) => map < 5)).toBe(true);
    expect(street({}).environments[0]).not.toHaveProperty('evaluationOptions');
  });

  test('is written into experiment.yaml and read again', () => {
    const experiment = street({ evaluationOptions: { mapSeeds: [100, 105] } });
    expect(resolveExperiment(parseExperiment(experimentYaml(experiment), 'a.yaml'), 'a.yaml')).toStrictEqual(experiment);
  });

  test('has the options that there are, and the spaces of training', () => {
    expect(() => street({ evaluationOptions: { mapSeed: 3 } })).toThrow(/CarStreetContinuous-v0.*"?mapSeed"?.*mapSeeds/s);
    expect(() => resolveExperiment({
      name: 'a', steps: 9, seeds: 0, agents: ['random'], environments: [{ id: 'CarStreet-v0', evaluationOptions: { map: 'town' } }],
    }, 'a.yaml')).toThrow(/evaluationOptions of CarStreet-v0 change its observations from Discrete\(264\) to Discrete\(1136\); evaluations need the spaces that training has/);
  });
});

test('a population has as many rows as its kind usually has, unless told otherwise', () => {
  const rows = (agent: object) => resolveExperiment({ name: 'a', steps: 9, seeds: 0, environments: ['CartPole-v1'], agents: [agent] }, 'a.yaml').agents[0].rows;
  expect(rows({ name: 'genetic' })).toBe(64);
  expect(rows({ name: 'neat' })).toBe(150);
  expect(rows({ name: 'neat', options: { preset: 'canonical-large' } })).toBe(1000);
  expect(rows({ name: 'neat', rows: 20 })).toBe(20);
  expect(rows({ name: 'a2c' })).toBe(1);
});
