import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { Discrete, make, register, type RgbArray } from 'gymnasium-js';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { main } from '../../runners/main.ts';
import { Apng } from '../../runners/pictures/apng.ts';
import { crc32, png, type Pixels } from '../../runners/pictures/png.ts';
import { RecordVideo } from '../../runners/pictures/record-video.ts';
import { checkDrawer, sceneApng } from '../../runners/pictures/scene-pixels.ts';
import { faultOfXml } from './xml.ts';

let folder = '';
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'gymnase record-')); });
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

interface Chunk { readonly name: string; readonly content: Buffer }

/** The chunks of a PNG file; fails where a checksum is wrong. */
function chunksOf(file: Uint8Array): Chunk[] {
  const bytes = Buffer.from(file), chunks: Chunk[] = [];
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  for (let i = 8; i < bytes.length;) {
    const length = bytes.readUInt32BE(i), name = bytes.toString('latin1', i + 4, i + 8);
    expect(bytes.readUInt32BE(i + 8 + length), name).toBe(crc32(bytes.subarray(i + 4, i + 8 + length)));
    chunks.push({ name, content: bytes.subarray(i + 8, i + 8 + length) });
    i += 12 + length;
  }
  return chunks;
}

interface Film { readonly width: number; readonly height: number; readonly frames: Uint8Array[]; readonly delays: number[] }

/** Every picture of an animation as a browser shows it: each is laid over the one before, or in its place. A still has one. */
function decoded(file: Uint8Array): Film {
  const chunks = chunksOf(file), [{ content: header }] = chunks, still = !chunks.some(({ name }) => name === 'acTL'), bytes = still ? 3 : 4;
  const width = header.readUInt32BE(0), height = header.readUInt32BE(4);
  expect([...header.subarray(8)]).toEqual([8, still ? 2 : 6, 0, 0, 0]);
  expect([chunks[0].name, chunks.at(-1)!.name]).toEqual(['IHDR', 'IEND']);
  let canvas = new Uint8Array(3 * width * height), area = [width, height, 0, 0], order = 0, over = false;
  const frames: Uint8Array[] = [], delays: number[] = [];
  for (const { name, content } of chunks) {
    if (name === 'fcTL') {
      expect(content.readUInt32BE(0)).toBe(order++);
      area = [4, 8, 12, 16].map((i) => content.readUInt32BE(i));
      over = content[25] === 1;
      delays.push(content.readUInt16BE(20) / content.readUInt16BE(22));
    } else if (name === 'IDAT' || name === 'fdAT') {
      if (name === 'fdAT') expect(content.readUInt32BE(0)).toBe(order++);
      const [w, h, x, y] = area, lines = inflateSync(name === 'fdAT' ? content.subarray(4) : content), long = 1 + bytes * w;
      expect(lines.length).toBe(h * long);
      for (let j = 1; j < h; j++) for (let k = 1; k < long; k++) if (lines[j * long] === 2) lines[j * long + k] += lines[(j - 1) * long + k];
      canvas = canvas.slice();
      for (let j = 0; j < h; j++) {
        for (let i = 0; i < w; i++) {
          const from = j * long + 1 + bytes * i, alpha = still ? 255 : lines[from + 3];
          if (alpha !== 255 && !(over && alpha === 0)) throw new Error(`a pixel is opaque by ${alpha}`);
          if (alpha === 255) canvas.set(lines.subarray(from, from + 3), 3 * ((y + j) * width + x + i));
        }
      }
      frames.push(canvas);
    }
  }
  return { width, height, frames, delays };
}

/** Noise, or a wash of colour that a filter makes smaller. */
const noise = (seed: number, width = 7, height = 5): Pixels => ({ width, height, data: Uint8Array.from({ length: 3 * width * height }, (_, i) => (i + seed) * 7919 % 251) });
const wash = (width = 64, height = 64): Pixels => ({ width, height, data: Uint8Array.from({ length: 3 * width * height }, (_, i) => (i * i % 193) + Math.floor(i / (3 * width))) });

describe('a PNG file', () => {
  test('gives back every pixel, whichever filter made it smaller', () => {
    for (const pixels of [noise(1), wash(), noise(3, 1, 1)]) expect(decoded(png(pixels))).toEqual({ width: pixels.width, height: pixels.height, frames: [pixels.data], delays: [] });
  });

  test('has the checksum of the specification: that of "123456789" is cbf43926', () => {
    expect(crc32(new TextEncoder().encode('123456789')).toString(16)).toBe('cbf43926');
    expect(crc32(new TextEncoder().encode('123456780'))).not.toBe(0xcbf43926);
  });
});

describe('an animated PNG file', () => {
  const changedAt = (pixels: Pixels, x: number, y: number): Pixels => ({ ...pixels, data: pixels.data.map((c, i) => (Math.floor(i / 3) === y * pixels.width + x ? 255 - c : c)) });

  test('shows every picture in turn, and the last for longer', () => {
    const first = noise(1), pictures = [first, changedAt(first, 2, 3), changedAt(first, 6, 0), changedAt(first, 6, 0), noise(9)], film = new Apng();
    for (const one of pictures) film.add(one);
    const { frames, delays } = decoded(film.bytes({ fps: 4, rest: 1.5 }));
    expect(frames).toEqual(pictures.map(({ data }) => data));
    expect(delays).toEqual([0.25, 0.25, 0.25, 0.25, 1.75]);
  });

  test('holds of each picture only what differs from the one before, and plays for ever', () => {
    const first = noise(1), film = new Apng();
    for (const one of [first, changedAt(first, 2, 3), changedAt(first, 2, 3)]) film.add(one);
    const chunks = chunksOf(film.bytes({ fps: 10 })), areas = chunks.filter(({ name }) => name === 'fcTL').map(({ content }) => [4, 8, 12, 16].map((i) => content.readUInt32BE(i)));
    expect(areas).toEqual([[7, 5, 0, 0], [1, 1, 2, 3], [1, 1, 0, 0]]);
    expect([...chunks[1].content]).toEqual([0, 0, 0, 3, 0, 0, 0, 0]);
    expect(chunks.map(({ name }) => name)).toEqual(['IHDR', 'acTL', 'fcTL', 'IDAT', 'fcTL', 'fdAT', 'fcTL', 'fdAT', 'IEND']);
  });

  test('takes no room for what stands still between two things that move', () => {
    const before = noise(1, 300, 200), ends = changedAt(changedAt(before, 0, 0), 299, 199), film = new Apng();
    film.add(before);
    film.add(ends);
    const file = film.bytes({ fps: 10 }), [, last] = chunksOf(file).filter(({ name }) => name.endsWith('AT'));
    expect(last.content.length).toBeLessThan(600);           // as the rectangle around both it took 180 000 numbers
    expect(decoded(file).frames).toEqual([before.data, ends.data]);
  });

  test('is refused without pictures, and of pictures of two sizes', () => {
    const film = new Apng();
    expect(() => film.bytes({ fps: 3 })).toThrow(new RangeError('an animation needs at least one picture, and got none'));
    film.add(noise(1));
    expect(() => film.add(noise(1, 7, 6))).toThrow(new RangeError('all pictures of an animation are of one size: the first has 7 x 5 pixels, and number 2 has 7 x 6'));
  });
});

describe('a film of the street', () => {
  const street = () => {
    const env = make('CarStreetContinuous-v0'), scenes = [];
    env.reset({ seed: 0 });
    for (let i = 0; i < 40; i++) { env.step(0); scenes.push(env.scene!()); }
    return scenes;
  };

  test('takes milliseconds and a few kilobytes a picture, and is the same for the same seed', async () => {
    const began = performance.now(), file = await sceneApng(street(), { fps: 10 }), seconds = (performance.now() - began) / 1000;
    expect(await sceneApng(street(), { fps: 10 })).toEqual(file);
    const { length } = chunksOf(file).find(({ name }) => name === 'IDAT')!.content;
    // 120 ms and 42 kB each when every picture was drawn anew and all of its changed rectangle was kept.
    expect((file.length - length) / 40).toBeLessThan(20_000);
    expect(seconds).toBeLessThan(40 * 0.05);
  });

  test('tells how many of its pictures are drawn', async () => {
    const told: number[] = [];
    await sceneApng(street().slice(0, 3), { fps: 10 }, (pictures) => told.push(pictures));
    expect(told).toEqual([1, 2, 3]);
  });
});

describe('RecordVideo', () => {
  /** Plays episodes of so many steps, too few for the pole to fall. */
  const play = (options: object, episodes: number, steps = 3) => {
    const videoFolder = mkdtempSync(at('video-')), env = new RecordVideo(make('CartPole-v1', { renderMode: 'rgb_array', maxEpisodeSteps: steps }), { videoFolder, ...options });
    const seen: Uint8Array[] = [];
    for (let e = 0; e < episodes; e++) {
      env.reset({ seed: e });
      seen.push((env.render() as RgbArray).data);
      for (let i = 0; i < steps; i++) { env.step(i % 2); seen.push((env.render() as RgbArray).data); }
    }
    env.close();
    return { files: readdirSync(videoFolder).toSorted(), film: (name: string) => decoded(readFileSync(join(videoFolder, name))), seen };
  };

  test('writes the first picture of an episode and one after each step', () => {
    const { files, film, seen } = play({ fps: 5, namePrefix: 'pole' }, 1);
    expect(files).toEqual(['pole-episode-0.apng']);
    const { frames } = film('pole-episode-0.apng');
    expect(frames.map((frame, i) => Buffer.compare(frame, seen[i]))).toEqual(seen.map(() => 0));
    expect(film('pole-episode-0.apng').delays).toEqual([0.2, 0.2, 0.2, 0.2]);
  });

  test('records cubes of episodes by itself, and those of a trigger if there is one', () => {
    expect(play({}, 9, 1).files).toEqual([0, 1, 8].map((e) => `rl-video-episode-${e}.apng`));
    expect(play({ episodeTrigger: (e: number) => e === 2 }, 4, 1).files).toEqual(['rl-video-episode-2.apng']);
  });

  test('begins at steps, and over the ends of episodes where a length is given', () => {
    const { files, film } = play({ stepTrigger: (step: number) => step === 3, videoLength: 4 }, 3, 2);
    expect(files).toEqual(['rl-video-step-3.apng']);
    expect(film('rl-video-step-3.apng').frames).toHaveLength(4);
  });

  test('counts steps from 0, over all episodes, as Gymnasium does', () => {
    expect(play({ stepTrigger: (step: number) => step === 0 }, 2, 2).files).toEqual(['rl-video-step-0.apng']);
    const asked: number[] = [];
    expect(play({ stepTrigger: (step: number) => { asked.push(step); return step === 2; } }, 2, 2).files).toEqual(['rl-video-step-2.apng']);
    expect(asked).toEqual([0, 1, 2, 3]);
  });

  const REFUSED: [string, unknown, string][] = [
    ['no options', undefined, 'RecordVideo needs to know where the films go, new RecordVideo(env, { videoFolder: "films" }), and got undefined'],
    ['a folder alone', 'films', 'RecordVideo needs to know where the films go, new RecordVideo(env, { videoFolder: "films" }), and got "films"'],
    ['no folder', {}, 'videoFolder is the name of a folder, and got undefined'],
    ['a number for episodes', { videoFolder: 'films', episodeTrigger: 5 }, 'episodeTrigger is a function that says at which episodes, such as (n) => n % 100 === 0, and got 5'],
    ['a list of steps', { videoFolder: 'films', stepTrigger: [5] }, 'stepTrigger is a function that says at which steps, such as (n) => n % 100 === 0, and got [5]'],
    ['a number for a name', { videoFolder: 'films', namePrefix: 5 }, 'namePrefix is the beginning of a file\'s name, without a folder, and got 5'],
    ['a folder in the name', { videoFolder: 'films', namePrefix: 'a/b' }, 'namePrefix is the beginning of a file\'s name, without a folder, and got "a/b"'],
    ['a text for speed', { videoFolder: 'films', fps: '30' }, 'fps is above 0 and at most 1000, and got "30"'],
  ];
  test.each(REFUSED)('refuses %s with a sentence, and makes no folder', (_, options, sentence) => {
    expect(() => new RecordVideo(make('CartPole-v1', { renderMode: 'rgb_array' }), options as never)).toThrow(sentence);
    expect(existsSync('films')).toBe(false);
  });

  test('needs pixels', () => {
    expect(() => new RecordVideo(make('CartPole-v1', { renderMode: 'svg' }), { videoFolder: at('none') })).toThrow('RecordVideo needs an environment that gives pixels, make(id, { renderMode: "rgb_array" }), and got one with "svg"');
    expect(() => new RecordVideo(make('CartPole-v1', { renderMode: 'rgb_array' }), { videoFolder: at('none'), videoLength: -1 })).toThrow('videoLength is a whole number from 0 up, and got -1');
    expect(existsSync(at('none'))).toBe(false);
  });
});

/** Runs gymnase in the test's folder. */
async function gymnase(...words: string[]): Promise<{ code: number; out: string; err: string; shown: string }> {
  const said = { out: '', err: '', shown: '' }, home = process.cwd();
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => { said.out += String(text); return true; }),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => { said.shown += String(text); return true; }),
    vi.spyOn(console, 'error').mockImplementation((text) => { said.err += `${String(text)}\n`; }),
  ];
  process.chdir(folder);
  try {
    return { code: await main(words), ...said };
  } finally {
    process.chdir(home);
    for (const spy of spies) spy.mockRestore();
  }
}

let drawable = true;
try { checkDrawer(); } catch { drawable = false; }

describe('gymnase record', () => {
  beforeAll(async () => {
    expect((await gymnase('train', '--env', 'CliffWalking-v1', '--agent', 'sarsa', '--steps', '20000', '--out', 'cliff')).code).toBe(0);
    writeFileSync(at('file'), '');
  }, 30_000);

  test('writes an animated SVG without any other package', async () => {
    const { code, out } = await gymnase('record', 'cliff', '--out', 'drive.svg');
    expect([code, out]).toEqual([0, expect.stringMatching(/^sarsa \(seed 0\) on CliffWalking-v1: .* after \d+ steps, return -\d+\.\nWritten to drive\.svg; a browser plays it\.\n$/)]);
    expect(faultOfXml(readFileSync(at('drive.svg'), 'utf8'))).toBeUndefined();
  });

  test('writes an animated PNG without any other package, with a picture for the start and one for each step', async () => {
    const { code, out } = await gymnase('record', 'cliff', '--fps', '4', '--out', 'drive.apng');
    const { frames, delays } = decoded(readFileSync(at('drive.apng')));
    expect(code).toBe(0);
    expect(frames).toHaveLength(1 + Number(/after (\d+) steps/.exec(out)![1]));
    expect([delays[0], delays.at(-1)]).toEqual([0.25, 1.75]);
    expect(new Set(frames.map((frame) => Buffer.from(frame).toString('base64'))).size).toBeGreaterThan(5);
  });

  test.runIf(drawable)('writes a whole episode as one picture, and the same episode gives the same bytes', async () => {
    for (const name of ['a.png', 'b.png']) expect((await gymnase('record', 'cliff', '--out', name)).code).toBe(0);
    expect(decoded(readFileSync(at('a.png'))).frames).toHaveLength(1);
    expect(readFileSync(at('a.png'))).toEqual(readFileSync(at('b.png')));
  });

  test('shows on a terminal how many pictures are drawn, and elsewhere nothing', async () => {
    const { isTTY } = process.stderr;
    try {
      process.stderr.isTTY = true;
      expect((await gymnase('record', 'cliff', '--out', 'shown.apng')).shown).toMatch(/drawing .* of \d+ pictures/);
    } finally {
      process.stderr.isTTY = isTTY;
    }
    if (!isTTY) expect((await gymnase('record', 'cliff', '--out', 'shown.apng')).shown).toBe('');
  });

  test('records an environment that nobody has learned, with options', async () => {
    const { code, out } = await gymnase('record', 'CarStreet-v0', '-e', 'map=straight', '-e', 'people=false', '--seed', '3', '--out', 'chance.svg');
    expect([code, out]).toEqual([0, expect.stringMatching(/^random \(seed 3\) on CarStreet-v0: /)]);
  });

  const WRONG: [string, RegExp][] = [
    ['cliff --out drive.gif', /--out ends in \.apng or \.svg for an animation, or in \.png for one picture, and got "drive\.gif"/],
    ['cliff --out nowhere/drive.svg', /cannot write a file to nowhere\/drive\.svg: there is no such folder\. Choose another place with --out\./],
    ['cliff --fps 0', /--fps is between 0 and 60, and got 0/],
    ['cliff --episode-seed -1', /--episode-seed is a whole number from 0 up, and got -1/],
    ['cliff -e map=town', /-e and --import are for an environment that is played by chance/],
    ['nowhere', /there are no results in nowhere/],
    ['CarStret-v0 --out a.svg', /There is no environment "CarStret-v0"\. Did you mean "CarStreet-v0"\?/],
    ['CarStreet-v0 --agent sarsa', /nobody has trained sarsa here/],
    ['CarStreet-v0 --env CarStreet-v0', /--env chooses among the environments of a folder with results/],
    ['tests/Unseen-v0 --out a.svg', /there is nothing to record: tests\/Unseen-v0 draws no pictures/],
  ];
  test.each(WRONG)('ends with 2 and a sentence: record %s', async (words, message) => {
    if (words.startsWith('tests/')) {
      register({ id: 'tests/Unseen-v0', description: '', entryPoint: () => ({
        observationSpace: new Discrete(2), actionSpace: new Discrete(2), stateSize: 1, reset() {}, step: () => 0, terminal: () => true, observe() {},
      }) });
    }
    const { code, out, err } = await gymnase('record', ...words.split(' '));
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
    expect(err).toMatch(/^gymnase: [^\n]+\n$/);
  });
});
