import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

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
  const line = within(screen.getByTestId("transcript")).getByText("I kept the files");
  expect(line).toBeVisible();
  expect(screen.getByText(/Corrected by Grace/)).toBeVisible();
  expect(screen.getByText("I kept the flies")).toBeInTheDocument();
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

test("the recording is fetched when wanted and plays from a line's time", async () => {
  const { fake, path } = finished();
  const created = vi.spyOn(URL, "createObjectURL");
  const play = vi.spyOn(HTMLMediaElement.prototype, "play").mockResolvedValue();
  const { user } = renderApp(path, fake);
  const load = await screen.findByTestId("load-recording");
  expect(fake.requests.some((r) => r.endsWith("/recording"))).toBe(false);
  await user.click(load);
  const audio = await screen.findByTestId("recording");
  expect(audio).toHaveAttribute("src", "blob:recording");
  expect(created).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ size: 32_044 }));
  fireEvent.click(screen.getByRole("button", { name: "Play from 0:04" }));
  expect((audio as HTMLAudioElement).currentTime).toBe(4);
  expect(play).toHaveBeenCalledOnce();
});

test("every language shows its own words", async () => {
  const { fake, path } = finished();
  const { user } = renderApp(path, fake, "ru");
  expect(await screen.findByText("Расшифровка")).toBeVisible();
  await user.selectOptions(screen.getByTestId("ui-language"), "Deutsch");
  expect(await screen.findByText("Transkript")).toBeVisible();
  expect(document.documentElement.lang).toBe("de");
});
