import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvText, readCsv } from '../../runners/results/csv.ts';
import { type Columns, costColumns, curveColumns, episodeColumns, evaluationColumns, summaryColumns } from '../../runners/results/rows.ts';

interface Row { label: string; value: number; done: boolean; note: string }
const columns: Columns<Row> = { label: 'text', value: 'number', done: 'boolean', note: 'text' };
const row = (change: Partial<Row>): Row => ({ label: 'a', value: 1, done: false, note: '', ...change });

test('the columns of the files are as documented', () => {
  expect(Object.keys(episodeColumns).join()).toBe('env,agent,seed,episode,step,return,length,terminated,truncated,outcome');
  expect(Object.keys(evaluationColumns).join()).toBe('env,agent,seed,step,episode,return,length,terminated,truncated,outcome');
  expect(Object.keys(curveColumns).join()).toBe('env,agent,step,runs,mean,std,iqm,ciLow,ciHigh');
  expect(Object.keys(summaryColumns).join()).toBe('env,agent,runs,step,episodes,mean,std,iqm,ciLow,ciHigh,min,max,meanLength,outcomes');
  expect(Object.keys(costColumns).join()).toBe('env,agent,seed,wallSeconds,cpuSeconds,peakMemoryMB,stepsPerSecond');
});

describe('the text', () => {
  test('has a header, plain numbers, true and false, and quotes where they are needed', () => {
    const rows = [row({ value: -0, done: true }), row({ label: 'say "hi", twice', value: 1e-7, note: 'two\nlines' })];
    expect(csvText(columns, rows)).toBe('label,value,done,note\na,-0,true,\n"say ""hi"", twice",1e-7,false,"two\nlines"\n');
  });

  test('keeps -0, NaN and the infinities, which the usual `String(x)` or an empty field would lose', () => {
    const values = [-0, NaN, Infinity, -Infinity, 0.1 + 0.2, 5e-324, 2 ** 53, 1e21];
    const text = csvText(columns, values.map((value) => row({ value })), { header: false });
    expect(text.split('\n').map((line) => line.split(',')[1]).join(' ').trim())
      .toBe('-0 NaN Infinity -Infinity 0.30000000000000004 5e-324 9007199254740992 1e+21');
    const careless = values.map((value) => Number(String(value)));
    expect(Object.is(careless[0], -0)).toBe(false);
    expect(Object.is(readCsv(columns, `label,value,done,note\n${text}`)[0].value, -0)).toBe(true);
  });

  test('without a header continues a file', () => {
    const first = [row({ value: 1 })], second = [row({ value: 2 })];
    expect(csvText(columns, first) + csvText(columns, second, { header: false })).toBe(csvText(columns, [...first, ...second]));
  });

  test('of no rows is the header alone, or nothing', () => {
    expect(csvText(columns, [])).toBe('label,value,done,note\n');
    expect(csvText(columns, [], { header: false })).toBe('');
    expect(readCsv(columns, 'label,value,done,note\n')).toEqual([]);
  });

  test('takes columns whose names hold dots', () => {
    expect(csvText({ 'loss.actor': 'number' }, [{ 'loss.actor': 2 }])).toBe('loss.actor\n2\n');
  });

  test('is quoted where a lone carriage return would end a line for other readers', () => {
    expect(csvText(columns, [row({ label: 'a\rb' })], { header: false })).toBe('"a\rb",1,false,\n');
  });
});

test('whatever is written is read back', () => {
  const label = fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.constantFrom(',', '"', '\n', '\r', ' ', 'a', ';', '=', '\u{1f697}')).map((parts) => parts.join('')));
  const rows = fc.array(fc.record({ label, value: fc.double(), done: fc.boolean(), note: label }, { noNullPrototype: true }));
  fc.assert(fc.property(rows, (rows) => {
    expect(readCsv(columns, csvText(columns, rows))).toEqual(rows);                   // toEqual tells -0 from 0
  }), { numRuns: 300 });
});

test('a long file is one file', () => {
  const rows = Array.from({ length: 2500 }, (_, value) => row({ value }));
  const text = csvText(columns, rows);
  expect(text.match(/label/g)).toHaveLength(1);
  expect(readCsv(columns, text)).toEqual(rows);
});

describe('reading refuses', () => {
  const head = 'label,value,done,note\n';
  test.each([
    ['', /expected the columns label,value,done,note, but found an empty file/],
    ['label,value\n', /expected the columns/],
    [`${head}a,1,true\n`, /row 2: expected 4 fields, but found 3/],
    [`${head}a,1,true,\na,one,true,\n`, /row 3, column value: expected a number, but found 'one'/],
    [`${head}a,,true,\n`, /column value/],
    [`${head}a,1.0,true,\n`, /column value/],
    [`${head}a,1,yes,\n`, /column done: expected true or false, but found 'yes'/],
    [`${head}a,1,true,cut`, /row 2: the file ends in the middle of it/],
    [`${head}a,1,true,"cut`, /row 2: the file ends in the middle of it/],
    [`${head}a,1,true,`, /ends after a comma/],
    [`${head}a,1,true,b"c\n`, /a quote inside a field/],
    [`${head}a,1,true,"b"c\n`, /expected a comma or the end of the line/],
    [`${head}\n`, /expected 4 fields/],
  ])('%j', (text, message) => expect(() => readCsv(columns, text)).toThrow(message));
});
