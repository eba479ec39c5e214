import { manyWriters } from './many-writers.ts';
import { must, type Scenario, ScenarioError } from './scenario.ts';

export const tornReads: Scenario = {
  name: '33-torn-reads',
  title:
    'The control: if a pull’s position and documents are not of one moment, readers miss documents, and that is noticed',
  async run(stage) {
    await using world = await stage.world({ apiClocks: [0, 0, 0], apiPreload: 'torn-reads.ts' });
    const found = await manyWriters(world).then(
      () => null,
      (error: unknown) => error,
    );
    if (found !== null && !(found instanceof ScenarioError)) throw found;
    must(found !== null, 'nothing was missed, so these writers would not notice either');
    must(found.message.startsWith('a reader missed'), `noticed by something else: ${found.message}`);
    stage.log(`    noticed: ${found.message}`);
  },
};
