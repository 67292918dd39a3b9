import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { FakeApp } from "@/api/fake";
import { Problem } from "@/api/problem";
import { renderApp } from "@/test/render-app";

const TYPING = { device: null, model: null, text_only: true };

/** Three finished interviews in which something was said. */
function furnished() {
  const fake = new FakeApp();
  const clerk = fake.addPosition("Clerk");
  const said: [string, string[]][] = [
    ["Ada Byron", ["I kept the books at the harbour office.", "The harbour was busy."]],
    ["Grace Hopper", ["I found a moth in the relay."]],
    ["Konrad Zuse", ["My parents' flat was my first office.", ...many("office", 6)]],
  ];
  for (const [name, lines] of said) {
    const room = fake.addInterview(clerk, name);
    room.consent(1);
    room.start(TYPING, 1_000);
    lines.forEach((line, n) => room.say(line, 10_000 * (n + 1)));
    room.finish(90_000);
  }
  return fake;
}

const many = (word: string, times: number) =>
  Array.from({ length: times }, (_, n) => `The ${word} number ${n}.`);

test("words are found wherever they were said, and a hit opens at its second", async () => {
  const { user, history, fake } = renderApp("/", furnished());
  await screen.findAllByTestId("interview-row");
  await user.keyboard("{Control>}k{/Control}");
  const input = await screen.findByTestId("search-input");
  expect(input).toHaveFocus();
  expect(screen.getByText("Find what was said")).toBeVisible();

  await user.type(input, "harb");
  const hits = await screen.findAllByTestId("found-hit");
  expect(hits).toHaveLength(2);
  const [first, second] = hits;
  if (!first || !second) throw new Error("two hits were expected");
  expect(within(first).getByText("harbour", { selector: "mark" })).toBeVisible();
  expect(screen.getByTestId("found-interview")).toHaveTextContent("Ada Byron");
  expect(screen.getByText("1 interview found")).toBeInTheDocument();

  // The interview itself comes first; then its hits.
  await user.keyboard("{ArrowDown}{ArrowDown}");
  expect(second).toHaveAttribute("aria-selected", "true");
  expect(input).toHaveAttribute("aria-activedescendant", second.id);
  await user.keyboard("{Enter}");
  const room = fake.room("Ada Byron");
  const { message } = room.messages.filter(({ message: m }) => m.role === "candidate")[1] ?? {};
  await waitFor(() =>
    expect(history.location.pathname).toBe(`/interviews/${room.interview.id}/review`),
  );
  expect(history.location.search).toContain(`message=${message?.id}`);
  expect(history.location.search).toContain(`at=${message?.audio_start_ms}`);
  expect(screen.queryByTestId("search-dialog")).toBeNull();

  // Coming back shows what was looked for last.
  await user.keyboard("{Control>}k{/Control}");
  expect(await screen.findByTestId("search-input")).toHaveValue("harb");
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("search-dialog")).toBeNull());
});

test("all places in one interview are one press away, and Escape leads back", async () => {
  const { user } = renderApp("/", furnished());
  await user.click(await screen.findByTestId("open-search"));
  await user.clear(await screen.findByTestId("search-input"));
  await user.type(screen.getByTestId("search-input"), "office");
  expect(await screen.findByText("4 more places in this interview")).toBeVisible();
  expect(screen.getAllByTestId("found-interview")).toHaveLength(2);
  await user.click(screen.getByTestId("found-hits"));
  await waitFor(() => expect(screen.getAllByTestId("found-hit")).toHaveLength(7));
  expect(screen.getAllByTestId("found-interview")).toHaveLength(1);
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.getAllByTestId("found-interview")).toHaveLength(2));
});

test("what is not there, and what went wrong, is said", async () => {
  const fake = furnished();
  const { user } = renderApp("/", fake);
  await user.click(await screen.findByTestId("open-search"));
  const input = await screen.findByTestId("search-input");
  await user.clear(input);
  await user.type(input, "submarine");
  expect(await screen.findByText("Nothing was found")).toBeVisible();
  fake.refuse("GET", /^\/search$/, new Problem("internal", "the disk is on fire"));
  await user.type(input, "s");
  expect(await screen.findByText("the disk is on fire")).toBeVisible();
  await user.clear(input);
  await user.type(input, '" ( *');
  expect(await screen.findByText("Find what was said")).toBeVisible();
});
