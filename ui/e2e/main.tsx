import { FakeApp } from "@/api/fake";
import { mount } from "@/app/mount";

declare global {
  interface Window {
    fake: FakeApp;
    /** What a picture needs to be there from the start; gives back the page to open. */
    seed?: (fake: FakeApp) => string;
  }
}

// The browser tests drive the people and the microphone through this.
window.fake = new FakeApp();
const page = window.seed?.(window.fake);
if (page !== undefined) history.replaceState(null, "", page);
mount(window.fake);
