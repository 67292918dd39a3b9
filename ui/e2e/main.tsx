import { FakeApp } from "@/api/fake";
import { mount } from "@/app/mount";

declare global {
  interface Window {
    fake: FakeApp;
  }
}

// The browser tests drive the people and the microphone through this.
window.fake = new FakeApp();
mount(window.fake);
