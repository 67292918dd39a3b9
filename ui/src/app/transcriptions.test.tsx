import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";

import { FakeApp } from "@/api/fake";
import { renderApp } from "@/test/render-app";

/** The one of these that holds a text. */
function having(testId: string, text: string): HTMLElement {
  const found = screen.getAllByTestId(testId).find((one) => one.textContent.includes(text));
  if (!found) throw new Error(`no ${testId} holds ${text}`);
  return found;
}

describe("what is transcribed in the background", () => {
  function queued() {
    const fake = new FakeApp();
    const position = fake.addPosition("Clerk");
    const imported = { status: "finished", imported_from: "call.mp3" } as const;
    const room = fake.addInterview(position, "Grace", imported);
    const job = fake.transcriptions.add(room, { state: "running", total_ms: 120_000 });
    fake.transcriptions.remaining.set(job.id, 240_000);
    const next = fake.addInterview(position, "Konrad", imported);
    const waiting = fake.transcriptions.add(next, { state: "waiting" });
    return { fake, room, job, waiting };
  }

  test("is on the desk, and goes on by itself", async () => {
    const { fake, job } = queued();
    renderApp("/", fake);
    expect(await screen.findByText("Written down: 0%")).toBeVisible();
    expect(screen.getAllByText("Imported")).toHaveLength(2);
    expect(screen.getByText("Waits to be written down")).toBeVisible();
    expect(screen.getByTestId("to-transcriptions")).toHaveTextContent("2");
    act(() => void fake.transcriptions.move(job.id, { done_ms: 60_000 }));
    expect(await screen.findByText("Written down: 50%")).toBeVisible();
    act(() => void fake.transcriptions.move(job.id, { state: "done", done_ms: 120_000 }));
    await waitFor(() => expect(screen.queryByText("Written down: 50%")).not.toBeInTheDocument());
  });

  test("has a page with how far it is, and can be given up and tried again", async () => {
    const { fake, job, waiting } = queued();
    const { user } = renderApp("/transcriptions", fake);
    const [first, second] = await screen.findAllByTestId("transcription");
    expect(first).toHaveTextContent("0:00 of 2:00 · about 4 min left");
    expect(second).toHaveAttribute("data-state", "waiting");
    act(() => {
      fake.transcriptions.move(job.id, { state: "failed", error: "the model is damaged" });
    });
    const ended = within(await screen.findByTestId("ended-transcriptions"));
    expect(ended.getByTestId("job-error")).toHaveTextContent("the model is damaged");
    await user.click(ended.getByTestId("retry-transcription"));
    await user.selectOptions(await ended.findByTestId("retry-model"), "demo-en");
    await user.click(ended.getByTestId("confirm-retry"));
    await waitFor(() =>
      expect(fake.transcriptions.find(job.id)).toMatchObject({ model: "demo-en" }),
    );
    await waitFor(() => expect(screen.getAllByTestId("cancel-transcription")).toHaveLength(2));
    const line = having("transcription", "Konrad");
    await user.click(within(line).getByTestId("cancel-transcription"));
    await user.click(screen.getByTestId("confirm-cancel-transcription"));
    await waitFor(() => expect(fake.transcriptions.find(waiting.id).state).toBe("cancelled"));
  });

  test("is nothing at first", async () => {
    renderApp("/transcriptions", new FakeApp());
    expect(await screen.findByTestId("no-transcriptions")).toBeVisible();
  });
});

describe("in the review", () => {
  function reviewed() {
    const fake = new FakeApp();
    const room = fake.addInterview(fake.addPosition("Clerk"), "Ada", { imported_from: "call.mp3" });
    room.consent(1_000);
    room.start({ model: "base" }, 1_000);
    room.say("I kept the files", 8_000);
    room.say("thank you thank you thank you", 20_000, { doubt: "repetition" });
    room.say("", 30_000, { doubt: "not_transcribed", words: [] });
    room.finish(61_000);
    return { fake, room, path: `/interviews/${room.interview.id}/review` };
  }

  test("doubtful passages are marked with the reason, and found one after the other", async () => {
    const { fake, path } = reviewed();
    const { user } = renderApp(path, fake);
    expect(await screen.findByText(/imported from call.mp3/)).toBeVisible();
    const marks = await screen.findAllByTestId("doubt");
    expect(marks.map((mark) => mark.textContent)).toEqual([
      "Words repeat; the recogniser may have lost its way.",
      "Not transcribed yet.",
    ]);
    expect(screen.getByTestId("not-transcribed")).toHaveTextContent("can be heard");
    expect(screen.getByTestId("next-doubt")).toHaveTextContent("Next of 2 doubtful passages");
    await user.selectOptions(screen.getByTestId("find-narrow"), "uncertain");
    await waitFor(() => expect(screen.getAllByTestId("line")).toHaveLength(2));
    await user.click(screen.getByTestId("next-doubt"));
    await waitFor(() => expect(screen.getByTestId("find-narrow")).toHaveValue(""));
  });

  test("a corrected passage is in doubt no longer", async () => {
    const { fake, path } = reviewed();
    const { user } = renderApp(path, fake);
    await screen.findAllByTestId("doubt");
    const line = having("line", "thank you thank");
    await user.click(within(line).getByTestId("correct"));
    const words = screen.getByTestId("correction-words");
    await user.clear(words);
    await user.type(words, "Thank you");
    await user.type(screen.getByTestId("correction-author"), "Grace");
    await user.click(screen.getByTestId("save-correction"));
    await waitFor(() => expect(screen.getAllByTestId("doubt")).toHaveLength(1));
  });

  test("words that are still to come say how far they are", async () => {
    const { fake, room, path } = reviewed();
    const job = fake.transcriptions.add(room, { kind: "catch_up", state: "running" });
    renderApp(path, fake);
    const pending = await screen.findByTestId("pending-words");
    expect(pending).toHaveTextContent("The words are not all here yet");
    act(() => void fake.transcriptions.move(job.id, { done_ms: 30_000 }));
    await waitFor(() => expect(pending).toHaveTextContent("0:30 of 1:00"));
    act(() => void fake.transcriptions.move(job.id, { state: "done" }));
    await waitFor(() => expect(screen.queryByTestId("pending-words")).not.toBeInTheDocument());
  });
});

test("words to expect are asked for with the interview, and can be changed", async () => {
  const fake = new FakeApp();
  fake.addPosition("Clerk");
  const { user } = renderApp("/", fake);
  await user.click(await screen.findByTestId("new-interview"));
  await user.type(screen.getByTestId("candidate-name"), "Ada");
  await user.selectOptions(await screen.findByTestId("position-select"), "Clerk");
  await user.type(screen.getByTestId("vocabulary"), "Datev, Kubernetes");
  await user.click(screen.getByTestId("create-interview"));
  await waitFor(() => expect(fake.room("Ada").interview.vocabulary).toBe("Datev, Kubernetes"));
});
