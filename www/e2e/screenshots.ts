// Takes a picture of every view, light and dark, narrow, wide and very wide, into target/screenshots.
import './frozen-here.ts';
import { keepScreenshot, launchChromium, type Look } from './chromium.ts';
import { servePage } from './server.ts';
import { walk } from './views.ts';

const WIDTHS = [
  { width: 360, height: 740 },
  { width: 1440, height: 900 },
  { width: 2560, height: 1300 },
];

const [server, browser] = await Promise.all([servePage(), launchChromium()]);
let taken = 0;
try {
  for (const size of WIDTHS) {
    for (const theme of ['light', 'dark'] as const) {
      const look: Look = { ...size, theme, frozen: true };
      await walk(browser, server, look, async (page, view) => {
        // Colours in transition are none of the view's.
        await page.waitForTimeout(250);
        await keepScreenshot(page, `${view}-${size.width}-${theme}`);
        taken += 1;
      });
      console.log(`${size.width} px, ${theme}: ${taken} pictures so far`);
    }
  }
} finally {
  await browser.close();
  await server.close();
}
console.log(`${taken} pictures in target/screenshots`);
