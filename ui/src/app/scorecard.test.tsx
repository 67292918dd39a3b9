// Length: one journey through the ratings for each thing that can go right or wrong with them.
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { FakeApp } from "@/api/fake";
import { Problem } from "@/api/problem";
import { renderApp } from "@/test/render-app";

const FILES = "I kept the files of forty clients and all of their dates.";
const CONTRACT = "I noticed a wrong date on a contract, und rief 😀 an.";

/** A finished interview with two answers, to be rated by Grace. */
function rated(prepare: (fake: FakeApp) => void = () => undefined) {
  const fake = new FakeApp();
  const room = fake.addInterview(fake.addPosition("Clerk"), "Ada");
  room.consent(1_000);
  room.start({ device: null, model: "base", text_only: false }, 1_000);
  room.say(FILES, 8_000);
  room.control("answer_done", 9_000);
  room.say(CONTRACT, 20_000);
  room.finish(61_000);
  localStorage.setItem("candor.author", "Grace");
  prepare(fake);
  const path = `/interviews/${room.interview.id}/scorecard`;
  return { fake, room, path, ratings: fake.scorecards.of(room) };
}

function there<T>(found: T | undefined): T {
  if (found === undefined) throw new Error("it is not on the page");
  return found;
}

const competency = (key: string) => within(screen.getByTestId(`competency-${key}`));

test("a draft is asked for, taken over, changed, given more evidence and signed for good", async () => {
  const { fake, room, path, ratings } = rated();
  const { user } = renderApp(path, fake);
  await user.click(await screen.findByTestId("ask-draft"));
  expect(await screen.findByTestId("drafting")).toBeVisible();
  fake.scorecards.complete(room);

  // The draft says of itself that it is a machine's, and what it was made with.
  await user.click(await screen.findByTestId("see-draft"));
  const draft = within(screen.getByTestId("model-draft"));
  expect(draft.getByText("Drafted by a machine")).toBeVisible();
  expect(draft.getByTestId("provenance")).toHaveTextContent("gpt-5-mini");
  expect(draft.getByTestId("provenance")).toHaveTextContent("scorecard/1");
  expect(draft.getByTestId("provenance")).toHaveTextContent("1 statement without words");
  expect(draft.getAllByText(FILES)).not.toHaveLength(0);
  await user.click(draft.getByTestId("accept-draft"));

  // One's own card begins with it.
  await screen.findByTestId("card-editor");
  expect(competency("care").getByTestId("rating-4")).toBeChecked();
  expect(competency("care").getByTestId("anchor")).toHaveTextContent("Good");
  await user.click(competency("care").getByTestId("rating-5"));
  await user.type(competency("care").getByTestId("rationale"), " Never late.");
  await waitFor(() =>
    expect(screen.getByTestId("save-state")).toHaveAttribute("data-state", "saved"),
  );
  const own = ratings.cards.at(-1);
  expect(own?.ratings[0]).toMatchObject({ competency: "care", rating: 5 });
  expect(own?.ratings[0]?.rationale).toMatch(/Never late\.$/);

  // More evidence, by keyboard: the words of an answer, narrowed down.
  await user.click(competency("care").getByTestId("add-evidence"));
  const said = screen.getAllByTestId("said").find((own) => own.textContent.includes("contract"));
  await user.click(within(there(said)).getByTestId("quote-message"));
  const words = screen.getByTestId<HTMLTextAreaElement>("choose-words");
  expect(words).toHaveFocus();
  // Half a word at both ends, and an emoji, which is two code units and one character.
  words.setSelectionRange(CONTRACT.indexOf("rong"), CONTRACT.indexOf(" an."));
  fireEvent.select(words);
  expect(screen.getByTestId("chosen-words")).toHaveTextContent(
    "wrong date on a contract, und rief 😀",
  );
  await user.keyboard("{Enter}");
  await waitFor(() =>
    expect(screen.getByTestId("evidence-added")).toHaveTextContent("Added to “Care”."),
  );
  // Back where it was asked for.
  await waitFor(() => expect(competency("care").getByTestId("add-evidence")).toHaveFocus());
  await waitFor(() => expect(own?.ratings[0]?.quotes).toHaveLength(2));
  expect(own?.ratings[0]?.quotes[1]).toMatchObject({
    text: "wrong date on a contract, und rief 😀",
    start: 12,
    end: 48,
  });
  expect(screen.getAllByTestId("quoted").map((mark) => mark.textContent)).toContain(FILES);

  // A quote that was taken away can be brought back.
  const quotes = competency("care").getAllByTestId("quote");
  await user.click(within(there(quotes[0])).getByTestId("remove-quote"));
  await waitFor(() => expect(own?.ratings[0]?.quotes).toHaveLength(1));
  await user.click(screen.getByTestId("toast-action"));
  await waitFor(() => expect(own?.ratings[0]?.quotes).toHaveLength(2));

  await user.click(screen.getByTestId("sign"));
  expect(await screen.findByText(/cannot be changed or taken back/)).toBeVisible();
  expect(screen.getByTestId("assessed")).toHaveTextContent("All competencies are rated.");
  // Nobody signs for somebody else.
  await user.clear(screen.getByTestId("closing-name"));
  await user.type(screen.getByTestId("closing-name"), "Konrad");
  expect(screen.getByTestId("confirm-close")).toBeDisabled();
  await user.clear(screen.getByTestId("closing-name"));
  await user.type(screen.getByTestId("closing-name"), "Grace");
  await user.click(screen.getByTestId("confirm-close"));
  expect(await screen.findByTestId("signed")).toHaveTextContent("Signed by Grace");
  expect(screen.queryByTestId("card-editor")).not.toBeInTheDocument();
  expect(competency("care").getByTestId("rating")).toHaveTextContent("5");
  expect(own).toMatchObject({ status: "signed", signed_by: "Grace" });
});

test("words selected with the mouse become evidence of what is chosen beside them", async () => {
  const { fake, path, ratings } = rated();
  const { user } = renderApp(path, fake);
  await user.click(await screen.findByTestId("begin-empty"));
  const text = await screen.findByText(FILES, { selector: "[data-quotable]" });
  const node = text.firstChild as Text;
  getSelection()?.setBaseAndExtent(node, 2, node, 16);
  fireEvent.pointerUp(text);
  expect(await screen.findByTestId("chosen-words")).toHaveTextContent("kept the files");
  await user.selectOptions(screen.getByTestId("evidence-target"), "Working with others");
  await user.click(screen.getByTestId("use-evidence"));
  const own = ratings.cards[0];
  await waitFor(() => expect(own?.ratings[1]?.quotes[0]).toMatchObject({ text: "kept the files" }));
  expect(competency("team").getByTestId("quote")).toHaveTextContent("kept the files");

  // A new statement begins with its evidence, and is saved once it has words.
  getSelection()?.setBaseAndExtent(text.querySelector("mark")?.firstChild as Text, 0, text, 3);
  fireEvent.pointerUp(text);
  await user.selectOptions(screen.getByTestId("evidence-target"), "Summary: new statement");
  await user.click(await screen.findByTestId("use-evidence"));
  const summary = within(screen.getByTestId("summary"));
  expect(await summary.findByTestId("unfinished")).toHaveTextContent("needs words");
  expect(screen.getByTestId("save-state")).not.toHaveTextContent("Everything is saved");
  await user.type(summary.getByTestId("claim-text"), "Kept files.");
  await waitFor(() => expect(own?.summary[0]?.text).toBe("Kept files."));
});

test("a rating without evidence cannot be signed, and it is said why", async () => {
  const { fake, path, ratings } = rated();
  const { user } = renderApp(path, fake);
  await user.click(await screen.findByTestId("begin-empty"));
  await screen.findByTestId("card-editor");
  await user.click(screen.getByTestId("sign"));
  expect(await screen.findByTestId("lacks")).toHaveTextContent("Nothing is rated yet");
  await user.click(screen.getByTestId("back-to-card"));
  await user.click(competency("care").getByTestId("rating-2"));
  expect(competency("care").getByTestId("no-evidence")).toBeVisible();
  await user.click(screen.getByTestId("sign"));
  expect(await screen.findByTestId("lacks")).toHaveTextContent("“Care” has a rating, but no quote");
  expect(screen.queryByTestId("closing-name")).not.toBeInTheDocument();
  await user.click(screen.getByTestId("back-to-card"));
  await user.click(competency("care").getByTestId("rating-none"));
  expect(competency("care").queryByTestId("no-evidence")).not.toBeInTheDocument();
  expect(ratings.cards[0]?.status).toBe("draft");
});

test("a poor record keeps the machine out, says why and what would help; a person may rate", async () => {
  const { fake, room, path } = rated((app) => app.scorecards.spoil(app.room("Ada")));
  const { user, history } = renderApp(path, fake);
  const withheld = within(await screen.findByTestId("withheld"));
  expect(withheld.getAllByTestId("measure-confidence")[0]).toHaveTextContent(
    "The words were recognised with 52% certainty. Not enough: at least 70% is needed.".replace(
      ". N",
      ".N",
    ),
  );
  expect(withheld.getAllByTestId("measure-lost_audio")[0]).toHaveTextContent("at most 5% may be");
  expect(withheld.getByText(/with a larger model/)).toBeVisible();
  expect(screen.queryByTestId("ask-draft")).not.toBeInTheDocument();
  expect(screen.getByTestId("draft-withheld")).toBeVisible();
  expect(screen.getByTestId("begin-empty")).toBeEnabled();
  expect(withheld.getByTestId("listen")).toHaveAttribute(
    "href",
    `/interviews/${room.interview.id}/review`,
  );
  await user.click(withheld.getByTestId("retranscribe"));
  expect(await screen.findByTestId("transcribe-again")).toBeVisible();
  expect(history.location.pathname).toMatch(/review$/);
});

test("a panel's ratings stay hidden until all have signed, and then stand side by side", async () => {
  const { fake, room, path } = rated((app) => {
    const ada = app.room("Ada");
    app.scorecards.complete(ada);
    app.scorecards.of(ada).panel = ["Grace", "Konrad"];
    app.scorecards.rateAs(ada, "Konrad", [5, 2]);
  });
  const { user } = renderApp(path, fake);
  // The machine's draft leads nobody on a panel.
  expect(await screen.findByTestId("draft-kept-back")).toBeVisible();
  await user.click(screen.getByTestId("tab-draft"));
  expect(screen.getByTestId("draft-hidden")).toBeVisible();
  await user.click(screen.getByTestId("tab-panel"));
  expect(screen.getByTestId("hidden")).toHaveTextContent(
    "1 of 2 have signed. 2 cards are kept back.",
  );
  expect(screen.queryByTestId("comparison")).not.toBeInTheDocument();
  const states = screen.getAllByTestId("rater-of-panel").map((own) => own.dataset.state);
  expect(states).toEqual(["not_begun", "signed"]);
  // Nobody is taken off now, neither who has begun nor who has not; it says why. Adding goes on.
  expect(screen.getByTestId("panel-fixed")).toHaveTextContent("names can only be added");
  for (const name of ["Konrad", "Grace"]) {
    const label = `${name} stays on the panel until all have signed`;
    const remove = screen.getByRole("button", { name: label });
    expect(remove).toHaveAttribute("aria-disabled", "true");
    await user.click(remove);
  }
  expect(fake.scorecards.of(room).panel).toEqual(["Grace", "Konrad"]);
  expect(screen.getByTestId("new-rater")).toBeEnabled();

  fake.scorecards.rateAs(room, "Grace", [2, 2]);
  const row = within(await screen.findByTestId("row-care"));
  expect(row.getByTestId("divergence")).toHaveTextContent("Far apart: 2 to 5");
  expect(row.getAllByTestId("rating").map((own) => own.textContent)).toEqual([
    "5Outstanding",
    "2Weak",
  ]);
  expect(
    within(screen.getByTestId("row-team")).queryByTestId("divergence"),
  ).not.toBeInTheDocument();
  expect(screen.getByTestId("apart")).toHaveTextContent("Far apart in 1 competency");
  expect(screen.getByTestId("no-overall")).toBeVisible();
});

test("only who is on the panel rates, by choosing their name", async () => {
  const { fake, path, ratings } = rated((app) => {
    app.scorecards.of(app.room("Ada")).panel = ["Konrad", "Emmy"];
  });
  const { user } = renderApp(path, fake);
  await user.selectOptions(await screen.findByTestId("rater-choice"), "Emmy");
  expect(screen.queryByTestId("begin")).not.toBeInTheDocument();
  await user.click(screen.getByTestId("save-rater"));
  await user.click(await screen.findByTestId("begin-empty"));
  await screen.findByTestId("card-editor");
  expect(ratings.cards.map(({ rater }) => rater)).toEqual(["Emmy"]);
});

test("a panel is named from the page, and whoever rates enters a name first", async () => {
  const { fake, path, ratings } = rated();
  localStorage.clear();
  const { user } = renderApp(path, fake);
  await user.type(await screen.findByTestId("rater-name"), "Emmy");
  await user.click(screen.getByTestId("save-rater"));
  expect(await screen.findByTestId("rater")).toHaveTextContent("You rate as Emmy.");
  await user.click(screen.getByTestId("tab-panel"));
  for (const name of ["Emmy", "Konrad"]) {
    await user.type(screen.getByTestId("new-rater"), name);
    await user.click(screen.getByTestId("add-rater"));
    expect(await screen.findByRole("button", { name: `Take ${name} off the panel` })).toBeVisible();
  }
  expect(ratings.panel).toEqual(["Emmy", "Konrad"]);
  await user.type(screen.getByTestId("new-rater"), "konrad");
  expect(screen.getByText("This name is on the panel already.")).toBeVisible();
  expect(screen.getByTestId("add-rater")).toBeDisabled();
});

test("a draft that failed says why and can be asked for again; one that is wrong is rejected by name", async () => {
  const { fake, room, path, ratings } = rated();
  const { user } = renderApp(path, fake);
  await user.click(await screen.findByTestId("ask-draft"));
  await screen.findByTestId("drafting");
  fake.scorecards.fail(room, "the service did not answer in time");
  expect(await screen.findByTestId("draft-failed")).toHaveTextContent(/the service did not answer/);
  await user.click(screen.getByTestId("ask-draft"));
  await user.click(await screen.findByTestId("cancel-draft"));
  await user.click(await screen.findByTestId("ask-draft"));
  fake.scorecards.complete(room);
  await user.click(screen.getByTestId("tab-draft"));
  await user.click(await screen.findByTestId("reject-draft"));
  expect(await screen.findByTestId("closing-name")).toHaveValue("Grace");
  await user.click(screen.getByTestId("confirm-close"));
  expect(await screen.findByTestId("rejected")).toHaveTextContent("Rejected by Grace");
  expect(ratings.cards[0]?.status).toBe("rejected");
  expect(screen.queryByTestId("accept-draft")).not.toBeInTheDocument();
  expect(screen.getByTestId("ask-draft")).toHaveTextContent("Ask for a new draft");
});

test("what could not be saved is told, kept on the page, and saved when it is tried again", async () => {
  const { fake, path, ratings } = rated();
  const { user } = renderApp(path, fake);
  await user.click(await screen.findByTestId("begin-empty"));
  await screen.findByTestId("card-editor");
  fake.refuse("PUT", /scorecards/, new Problem("disk_full", ""));
  await user.type(competency("care").getByTestId("rationale"), "Careful");
  expect(await screen.findByTestId("not-saved")).toHaveTextContent("The disk is full.");
  expect(screen.getByTestId("save-state")).toHaveTextContent("Not saved.");
  expect(competency("care").getByTestId("rationale")).toHaveValue("Careful");
  await user.click(screen.getByTestId("save-again"));
  await waitFor(() => expect(ratings.cards[0]?.ratings[0]?.rationale).toBe("Careful"));
  await waitFor(() => expect(screen.queryByTestId("not-saved")).not.toBeInTheDocument());
});

test("what was typed a moment before the page is left is saved", async () => {
  const { fake, path, ratings } = rated();
  const { user } = renderApp(path, fake);
  await user.click(await screen.findByTestId("begin-empty"));
  await screen.findByTestId("card-editor");
  await user.type(competency("care").getByTestId("rationale"), "Careful");
  await user.click(screen.getByTestId("to-review"));
  await screen.findByTestId("transcript");
  await waitFor(() => expect(ratings.cards[0]?.ratings[0]?.rationale).toBe("Careful"));
});

test("a transcript that changed is told; a quote that moved is found, one that is gone stops the saving", async () => {
  const { fake, room, path, ratings } = rated((app) => {
    app.scorecards.rateAs(app.room("Ada"), "Grace", [4, 3], false);
  });
  const { user } = renderApp(path, fake);
  await screen.findByTestId("card-editor");
  fake.review.begin(room, "small");
  fake.review.complete(room, (heard) =>
    heard === FILES ? `Well, ${heard}` : "I noticed a bone in a contract.",
  );
  room.interview.transcript_version = 2;
  fake.happened("transcript_version_chosen", room.interview.id);
  expect(await screen.findByTestId("outdated")).toHaveTextContent("version 2 counts now");
  expect(await screen.findAllByTestId("quote-gone")).toHaveLength(1);
  await user.type(competency("care").getByTestId("rationale"), "!");
  expect(await screen.findByTestId("lost-quotes")).toHaveTextContent(
    "1 quote is no longer in the transcript",
  );
  expect(ratings.cards[0]?.transcript_version).toBe(1);
  await user.click(competency("team").getByTestId("remove-quote"));
  await waitFor(() => expect(ratings.cards[0]?.transcript_version).toBe(2));
  // It quotes the same words where they stand now.
  expect(ratings.cards[0]?.ratings[0]?.quotes[0]).toMatchObject({ text: FILES, start: 6 });
});

test("weights are set for the organisation, and only then there is an overall value", async () => {
  const { fake, path } = rated((app) => {
    app.scorecards.rateAs(app.room("Ada"), "Grace", [5, 2]);
  });
  const { user, history } = renderApp(path, fake);
  await user.click(await screen.findByTestId("tab-panel"));
  await user.click(within(await screen.findByTestId("no-overall")).getByRole("link"));
  await user.type(await screen.findByTestId("weight-care"), "2");
  expect(screen.getAllByText("Clerk")).not.toHaveLength(0);
  await user.type(screen.getByTestId("weight-team"), "x");
  expect(screen.getByText("A number from 0 to 1,000.")).toBeVisible();
  expect(screen.getByTestId("save-weights")).toBeDisabled();
  await user.clear(screen.getByTestId("weight-team"));
  await user.type(screen.getByTestId("weight-team"), "1");
  expect(screen.getByText("67 % of all")).toBeVisible();
  await user.click(screen.getByTestId("save-weights"));
  await waitFor(() => expect(fake.scorecards.weights).toEqual({ care: 2, team: 1 }));
  history.push(path);
  await user.click(await screen.findByTestId("tab-panel"));
  expect(await screen.findByTestId("overall")).toHaveTextContent("4 of 5 overall");
});

test("an interview that is not over cannot be rated; a finished one is reached from desk and review", async () => {
  const { fake, room } = rated();
  const open = fake.addInterview(fake.addPosition("Guard"), "Emmy");
  const { user, history } = renderApp(`/interviews/${open.interview.id}/scorecard`, fake);
  expect(await screen.findByTestId("not-over")).toBeVisible();
  history.push("/");
  const rows = await screen.findAllByTestId("row-menu");
  const menu = rows.find((own) => own.getAttribute("aria-label")?.includes("Ada"));
  await user.click(there(menu));
  await user.click(await screen.findByTestId("row-scorecard"));
  expect(await screen.findByRole("heading", { name: "Rating: Ada" })).toBeVisible();
  await user.click(screen.getByTestId("to-review"));
  await user.click(await screen.findByTestId("to-scorecard"));
  expect(await screen.findByTestId("begin")).toBeVisible();
  expect(history.location.pathname).toBe(`/interviews/${room.interview.id}/scorecard`);
});
