import { createMemoryHistory } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";

import { FakeApp } from "@/api/fake";
import { App } from "@/app/app";
import { startI18n } from "@/i18n/i18n";

/** The whole app around a fake one, at this address, in this language. */
export function renderApp(path = "/", fake = new FakeApp(), language = "en") {
  localStorage.setItem("candor.language", language);
  const history = createMemoryHistory({ initialEntries: [path] });
  render(<App carrier={fake} i18n={startI18n()} history={history} />);
  return { fake, history, user: userEvent.setup() };
}
