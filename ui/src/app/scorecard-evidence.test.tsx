import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { FakeApp } from "@/api/fake";
import { renderApp } from "@/test/render-app";

/** A finished interview with two answers, to be rated by Grace. */
function rated(prepare: (fake: FakeApp) => void) {
  const fake = new FakeApp();
  const room = fake.addInterview(fake.addPosition("Clerk"), "Ada");
  room.consent(1_000);
  room.start({ device: null, model: "base", text_only: false }, 1_000);
  room.say("I kept the files of forty clients and all of their dates.", 8_000);
  room.control("answer_done", 9_000);
  room.say("I noticed a wrong date on a contract.", 20_000);
  room.finish(61_000);
  localStorage.setItem("candor.author", "Grace");
  prepare(fake);
  const path = `/interviews/${room.interview.id}/scorecard`;
  return { fake, room, path, ratings: fake.scorecards.of(room) };
}

const competency = (key: string) => within(screen.getByTestId(`competency-${key}`));

test("evidence that was noticed to be instructions is taken away, told, and the rest is saved", async () => {
  const { fake, room, path, ratings } = rated((app) => {
    app.scorecards.rateAs(app.room("Ada"), "Grace", [4, 3], false);
  });
  const { user } = renderApp(path, fake);
  await screen.findByTestId("card-editor");
  const flagged = ratings.cards[0]?.ratings[0]?.quotes[0]?.message_id;
  fake.scorecards.of(room).flagged.add(flagged ?? "");
  await user.type(competency("team").getByTestId("rationale"), "!");
  expect(await screen.findByTestId("left-out")).toHaveTextContent("1 quote was left out");
  expect(competency("care").queryByTestId("quote")).not.toBeInTheDocument();
  expect(competency("team").getByTestId("quote")).toBeVisible();
  await waitFor(() =>
    expect(screen.getByTestId("save-state")).toHaveAttribute("data-state", "saved"),
  );
  expect(ratings.cards[0]?.ratings[1]?.rationale).toMatch(/!$/);
});

test("while the page of another rater loads, nothing of the one before is shown; names are on trust", async () => {
  const { fake, path, ratings } = rated((app) => {
    const ada = app.room("Ada");
    app.scorecards.of(ada).panel = ["Grace", "Konrad"];
    app.scorecards.rateAs(ada, "Grace", [4, 3], false);
  });
  const answer = fake.fetch.bind(fake);
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  fake.fetch = async (request) => {
    if (request.url.includes("rater=Konrad")) await released;
    return answer(request);
  };
  const { user } = renderApp(path, fake);
  await screen.findByTestId("card-editor");
  expect(screen.getByTestId("on-trust")).toHaveTextContent("taken on trust on this computer");
  await user.type(competency("care").getByTestId("rationale"), " Hers.");
  await user.click(screen.getByTestId("change-rater"));
  expect(screen.getByTestId("on-trust")).toBeVisible();
  await user.selectOptions(screen.getByTestId("rater-choice"), "Konrad");
  await user.click(screen.getByTestId("save-rater"));
  await waitFor(() => expect(screen.queryByTestId("card-editor")).not.toBeInTheDocument());
  expect(screen.queryByTestId("own-card")).not.toBeInTheDocument();
  expect(screen.queryByTestId("begin")).not.toBeInTheDocument();
  // What was just typed is kept in the name of who typed it.
  await waitFor(() => expect(ratings.cards[0]?.ratings[0]?.rationale).toMatch(/Hers\.$/));
  release();
  expect(await screen.findByTestId("begin")).toBeVisible();
  expect(screen.getByTestId("rater")).toHaveTextContent("You rate as Konrad.");
});
