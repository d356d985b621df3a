import { relative } from 'node:path';
import type { CommandModule } from 'yargs';
import { greedyActions, type TabularAgent } from '../../agents/index.ts';
import { svg, type DrawnPolicy, type Model } from 'gymnasium-js';
import { loadBackend } from '../backends/load-backend.ts';
import { ResultsFolder, writeFor } from '../results/results-folder.ts';
import { chosenRuns, trainedAgent } from '../results/trained.ts';
import { UsageError } from '../usage-error.ts';
import { choiceOptions, type ChoiceArguments } from './choice.ts';
import { colors, picture, say } from './terminal.ts';

interface InspectArguments extends ChoiceArguments { svg?: string }

export const inspectCommand = (): CommandModule<object, InspectArguments> => ({
  command: 'inspect <results>',
  describe: 'look into a table of action values: numbers, arrows, colours',
  builder: (yargs) => choiceOptions(yargs)
    .option('svg', {
      type: 'string', requiresArg: true,
      describe: 'where to write the picture  [default: <results>/inspect-<env>-<agent>-seed-<n>.svg]',
    })
    .example('$0 inspect results/street --agent q-learning', 'what Q-learning thinks of every cell'),
  handler: async ({ results, env, agent, seed, svg: file }) => {
    const folder = new ResultsFolder(results), experiment = await folder.load(), backend = await loadBackend(experiment.backend);
    const runs = chosenRuns(experiment, { env, agent, seed });
    const looked = runs.map((spec) => ({ spec, ...trainedAgent(folder, spec, backend) })).find((one) => hasTable(one.agent));
    if (!looked) {
      const who = `${agent ?? 'no agent of these results'} keeps ${agent ? 'none' : 'one'}`;
      throw new UsageError(`there is no table to look into: ${who}. q-learning and sarsa do.`);
    }
    const { spec, world } = looked, { actionValues } = looked.agent as TabularAgent, { model } = world;
    if (!model) throw new Error(`${spec.environment.id} tells no model, so its states have no names`);
    const drawn = policyOf(actionValues, model);
    say(`${spec.agent.label} (seed ${spec.seed}) on ${spec.environment.label}: Q(s, a); * marks the greedy actions\n`);
    say(tableOf(actionValues, model, drawn));
    if (!model.renderPolicy) return;
    const scene = model.renderPolicy(drawn), plain = (label: string) => label.replace(/[^\w.+-]+/g, '_');
    const path = file ?? folder.file(`inspect-${plain(spec.environment.label)}-${plain(spec.agent.label)}-seed-${spec.seed}.svg`);
    writeFor('--svg', path, svg(scene));
    if (colors() !== 'none') say(`\n${picture(scene)}`);
    say(`\nThe values as colours and the greedy actions as arrows: ${relative('', path)}`);
  },
});

const hasTable = (agent: object): agent is TabularAgent => 'actionValues' in agent;

/** V(s) = max_a Q(s, a), and the actions that reach it. */
function policyOf(actionValues: Float64Array, { states, actions }: Model): DrawnPolicy {
  const greedy = Array.from({ length: states }, (_, s) => greedyActions(actionValues, actions, s));
  return { values: greedy.map((best, s) => actionValues[s * actions + best[0]]), actions: (s) => greedy[s] };
}

/** A line for each state in which something can be done. */
function tableOf(actionValues: Float64Array, model: Model, { actions }: DrawnPolicy): string {
  const names = Array.from({ length: model.actions }, (_, a) => model.actionName(a));
  const states = Array.from({ length: model.states }, (_, s) => s).filter((s) => model.transitions(s, 0).length > 0);
  const head = ['state', ...names.map((name) => `${name}  `)];
  const valueOf = (s: number, a: number) => `${actionValues[s * model.actions + a].toFixed(3)} ${actions(s).includes(a) ? '*' : ' '}`;
  const rows = states.map((s) => [model.stateName(s), ...names.map((_, a) => valueOf(s, a))]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)));
  const padded = (cell: string, column: number) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]));
  return [head, ...rows].map((row) => row.map(padded).join('  ').trimEnd()).join('\n');
}
