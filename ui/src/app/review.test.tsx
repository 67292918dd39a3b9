import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { FakeApp } from "@/api/fake";
import { renderApp } from "@/test/render-app";

function finished(prepare: (fake: FakeApp) => void = () => undefined) {
  const fake = new FakeApp();
  const room = fake.addInterview(fake.addPosition("Clerk"), "Ada");
  prepare(fake);
  room.consent(1_000);
  room.start({ device: null, model: "base", text_only: false }, 1_000);
  room.say("I kept the flies", 8_000);
  room.finish(61_000);
  return { fake, room, path: `/interviews/${room.interview.id}/review` };
}

test("a correction stands beside the original, under its author's name", async () => {
  const { fake, room, path } = finished();
  const { user } = renderApp(path, fake);
  await user.click(await screen.findByTestId("correct"));
  expect(screen.getByTestId("save-correction")).toBeDisabled();
  const words = screen.getByTestId("correction-words");
  await user.clear(words);
  await user.type(words, "I kept the files");
  await user.type(screen.getByTestId("correction-author"), "Grace");
  await user.click(screen.getByTestId("save-correction"));
  const list = within(screen.getByTestId("transcript"));
  expect(await screen.findByText(/Corrected by Grace/)).toBeVisible();
  expect(list.getByText("files", { selector: "[data-word]" })).toBeVisible();
  expect(list.getByText("I kept the flies")).toBeInTheDocument();
  expect(list.getByText("flies", { selector: "del" })).toBeInTheDocument();
  expect(room.messages.at(-1)?.message.content).toBe("I kept the flies");
});

test("the files are shown where they lie, and can be written again", async () => {
  const { fake, room, path } = finished();
  const { user } = renderApp(path, fake);
  expect(await screen.findByTestId("export-paths")).toHaveTextContent("Ada.json");
  await user.click(screen.getByTestId("show-in-folder"));
  expect(fake.shownInFolder).toEqual([room.interview.id]);
  await user.click(screen.getByTestId("export-again"));
  await waitFor(() => expect(room.exports).toHaveLength(2));
});

test("files that could not be written are reported, and written when there is room", async () => {
  const { fake, path } = finished((app) => {
    app.room("Ada").exportError = "the folder may not be written";
  });
  const { user } = renderApp(path, fake);
  expect(await screen.findByText("The files could not be written.")).toBeVisible();
  expect(screen.getByText("the folder may not be written")).toBeVisible();
  expect(screen.getByTestId("show-in-folder")).toBeDisabled();
  await user.click(screen.getByTestId("export-again"));
  expect(await screen.findByTestId("export-paths")).toBeVisible();
  expect(screen.queryByText("The files could not be written.")).not.toBeInTheDocument();
});

test("speakers are called by the names they are given", async () => {
  const { fake, room, path } = finished();
  const { user } = renderApp(path, fake);
  await user.click(await screen.findByTestId("tab-details"));
  await user.type(await screen.findByTestId("speaker-candidate"), "Ms Byron");
  await user.click(screen.getByTestId("save-speakers"));
  expect(await screen.findByRole("article", { name: "Ms Byron" })).toBeVisible();
  expect(fake.review.of(room).speakers.candidate).toBe("Ms Byron");
});

test("a deleted note comes back when that is undone", async () => {
  const { fake, path } = finished();
  const { user } = renderApp(path, fake);
  await user.click(await screen.findByTestId("tab-notes"));
  await user.type(await screen.findByTestId("note-content"), "Ask again");
  await user.type(screen.getByTestId("note-author"), "Grace");
  await user.click(screen.getByTestId("save-note"));
  await user.click(await screen.findByTestId("delete-note"));
  await waitFor(() => expect(screen.queryByTestId("note")).not.toBeInTheDocument());
  await user.click(screen.getByTestId("toast-action"));
  expect(await screen.findByText("Ask again")).toBeVisible();
});

test("a version that was heard later counts once it is chosen, and a correction stays above it", async () => {
  const { fake, room, path } = finished();
  const { user } = renderApp(path, fake);
  await screen.findByText("flies", { selector: "[data-word]" });
  await user.click(screen.getByTestId("tab-versions"));
  await user.click(await screen.findByTestId("transcribe-again"));
  expect(await screen.findByTestId("job")).toBeVisible();
  fake.review.complete(room, () => "I kept the trees");
  await user.click(await screen.findByTestId("choose-version"));
  expect(await screen.findByText("trees")).toBeVisible();
  await user.click(screen.getByTestId("correct"));
  await user.clear(screen.getByTestId("correction-words"));
  await user.type(screen.getByTestId("correction-words"), "I kept the files");
  await user.type(screen.getByTestId("correction-author"), "Grace");
  await user.click(screen.getByTestId("save-correction"));
  expect(await screen.findAllByText("files")).not.toHaveLength(0);
});

test("an erased interview shows that nothing is left", async () => {
  const { fake, room, path } = finished();
  room.interview.erased_at = 100_000;
  renderApp(path, fake);
  expect(await screen.findByTestId("erased-banner")).toBeVisible();
  expect(screen.queryByTestId("transcript")).not.toBeInTheDocument();
  expect(screen.queryByTestId("player")).not.toBeInTheDocument();
});

test("every language shows its own words", async () => {
  const { fake, path } = finished();
  const { user } = renderApp(path, fake, "ru");
  expect(await screen.findByRole("heading", { name: "Расшифровка" })).toBeVisible();
  await user.selectOptions(screen.getByTestId("ui-language"), "Deutsch");
  expect(await screen.findByRole("heading", { name: "Transkript" })).toBeVisible();
  expect(document.documentElement.lang).toBe("de");
});
