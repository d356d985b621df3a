// Browsers that are installed, without a window: an empty page, and the script in it. Nothing is fetched.
import { find, NotHere, PATIENCE } from './programs.mjs';

/** Computes in an empty page of the browser that `launch` starts. Playwright's browsers and Puppeteer's have the same methods for it. */
async function visit(launch, { code }) {
  const browser = await launch().catch((error) => {
    throw new NotHere(`it does not start: ${error.message.split('\n')[0]}`, { cause: error });
  });
  let timer;
  const tooLong = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it had computed nothing after ${PATIENCE / 1000} s`)), PATIENCE);
  });
  const compute = async () => {
    const page = await browser.newPage();
    await page.addScriptTag({ content: code });
    return { version: await browser.version(), ...await page.evaluate('everywhere.run()') };
  };
  try {
    return await Promise.race([compute(), tooLong]);
  } finally {
    clearTimeout(timer);
    await browser.close();
  }
}

export const chromium = {
  name: 'Chromium',
  async visit(round) {
    const executablePath = find('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');
    const { chromium: playwright } = await import('playwright-core');
    const chromiumSandbox = process.getuid?.() !== 0;               // as root, in a container say, it refuses to start with one
    return visit(() => playwright.launch({ executablePath, chromiumSandbox }), round);
  },
};

export const firefox = {
  name: 'Firefox',
  async visit(round) {
    const executablePath = find('firefox-esr', 'firefox');
    const puppeteer = await import('puppeteer-core');
    return visit(() => puppeteer.launch({ browser: 'firefox', executablePath, headless: true }), round);
  },
};
