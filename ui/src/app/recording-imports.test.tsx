import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";

import { FakeApp } from "@/api/fake";
import { Problem } from "@/api/problem";
import { renderApp } from "@/test/render-app";

const PATH = "/home/ada/call.mp3";

function withFile(channels = 2) {
  const fake = new FakeApp();
  fake.addPosition("Clerk");
  fake.transcriptions.files.set(PATH, {
    file_name: "call.mp3",
    duration_ms: 754_000,
    channels,
    sample_rate_hz: 44_100,
    format: "MP3",
    modified_at: new Date(2025, 4, 17, 9, 30).getTime(),
  });
  fake.chosenFile = PATH;
  return fake;
}

async function openImport(fake: FakeApp) {
  const app = renderApp("/", fake);
  await app.user.click(await screen.findByTestId("import-a-recording"));
  await app.user.click(screen.getByTestId("choose-recording"));
  return app;
}

type User = Awaited<ReturnType<typeof openImport>>["user"];

/** Fills the form in and sends it. */
async function importIt(user: User) {
  await user.type(await screen.findByTestId("import-candidate"), "Grace Hopper");
  await user.selectOptions(screen.getByTestId("import-position"), "Clerk");
  await user.type(screen.getByTestId("import-consent"), "By e-mail on 12 May.");
  await user.click(screen.getByTestId("import-recording"));
}

/** One that is under way, seen in the dialog. */
async function begun() {
  const fake = withFile();
  const { imports } = fake.transcriptions;
  imports.hold = true;
  const { user } = await openImport(fake);
  await importIt(user);
  await screen.findByTestId("import-under-way");
  const [job] = imports.jobs;
  if (!job) throw new Error("nothing was begun");
  return { fake, imports, user, job };
}

const asked = (fake: FakeApp) => fake.requests.filter((r) => r === "POST /recordings/import");

describe("importing a recording", () => {
  test("shows what is in the file, asks whose it is, and queues it", async () => {
    const fake = withFile();
    const { user } = await openImport(fake);
    const facts = await screen.findByTestId("recording-facts");
    expect(facts).toHaveTextContent("call.mp3 · MP3 · 12:34 · 2 channels · 44.1 kHz");
    expect(screen.getByTestId("import-recorded-at")).toHaveValue("2025-05-17T09:30");
    await user.type(screen.getByTestId("import-candidate"), "Grace Hopper");
    await user.selectOptions(screen.getByTestId("import-position"), "Clerk");
    await user.click(screen.getByTestId("speakers-recruiterFirst"));
    await user.type(screen.getByTestId("import-consent"), "By e-mail on 12 May.");
    await user.click(screen.getByTestId("import-recording"));
    expect(await screen.findByTestId("recording-imported")).toBeVisible();
    const { interview } = fake.room("Grace Hopper");
    expect(interview).toMatchObject({ imported_from: "call.mp3", status: "finished" });
    expect(fake.transcriptions.jobs).toHaveLength(1);
    await user.click(screen.getByTestId("imported-to-transcriptions"));
    expect(await screen.findByTestId("transcription")).toHaveTextContent("Grace Hopper");
  });

  test("takes nothing in without saying how the candidate consented", async () => {
    const fake = withFile(1);
    const { user } = await openImport(fake);
    expect(await screen.findByTestId("speakers-candidateFirst")).toBeDisabled();
    await user.type(screen.getByTestId("import-candidate"), "Grace Hopper");
    await user.selectOptions(screen.getByTestId("import-position"), "Clerk");
    await user.click(screen.getByTestId("import-recording"));
    const consent = screen.getByTestId("import-consent");
    await waitFor(() => expect(consent).toHaveAccessibleDescription("This is needed."));
    expect(fake.requests).not.toContain("POST /recordings/import");
  });

  test("says what is wrong with a file, and takes another", async () => {
    const fake = withFile();
    fake.chosenFile = "/home/ada/letter.pdf";
    const { user } = await openImport(fake);
    expect(await screen.findByRole("alert")).toHaveTextContent("The sound could not be read.");
    expect(screen.queryByTestId("import-recording")).not.toBeInTheDocument();
    fake.chosenFile = PATH;
    await user.click(screen.getByTestId("choose-recording"));
    expect(await screen.findByTestId("recording-facts")).toBeVisible();
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
  });

  test("that was cut off says so", async () => {
    const { imports, job } = await begun();
    act(() => void imports.finish(job.id, { truncated: true, damaged_packets: 3 }));
    const dialog = await screen.findByRole("dialog", { name: "The recording is here" });
    expect(dialog).toHaveTextContent("ends too early");
    expect(dialog).toHaveTextContent("3 pieces of the file were damaged");
  });

  test("shows how far it is: in time, how long it still takes, in bytes where the length is unknown", async () => {
    const { imports, job } = await begun();
    const progress = within(screen.getByRole("dialog")).getByTestId("import-progress");
    expect(progress).toHaveTextContent("Taking the sound in · 0:00 of 12:34");
    act(() => void imports.move(job.id, { done_ms: 377_000, remaining_ms: 42_000 }));
    await waitFor(() => expect(progress).toHaveTextContent("6:17 of 12:34 · about 42 sec left"));
    expect(within(progress).getByRole("progressbar")).toHaveAttribute("aria-valuenow", "50");
    const unknown = { total_ms: null, done_bytes: 6_000_000, remaining_ms: null };
    act(() => void imports.move(job.id, unknown));
    await waitFor(() => expect(progress).toHaveTextContent("6 MB of 24 MB"));
    expect(within(progress).getByRole("progressbar")).toHaveAttribute("aria-valuenow", "25");
    act(() => void imports.move(job.id, { state: "paused" }));
    await waitFor(() => expect(progress).toHaveTextContent("Waits until the interview"));
  });

  test("is asked for once, however often the button is pressed", async () => {
    const fake = withFile();
    fake.transcriptions.imports.hold = true;
    const { user } = await openImport(fake);
    await user.type(await screen.findByTestId("import-candidate"), "Grace Hopper");
    await user.selectOptions(screen.getByTestId("import-position"), "Clerk");
    await user.type(screen.getByTestId("import-consent"), "By e-mail.");
    await user.dblClick(screen.getByTestId("import-recording"));
    await screen.findByTestId("import-under-way");
    expect(asked(fake)).toHaveLength(1);
  });

  test("goes on in sight on the desk when the dialog is closed, until it is put away", async () => {
    const { fake, imports, user, job } = await begun();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    const line = await screen.findByTestId("import-line");
    expect(line).toHaveTextContent("call.mp3 · Grace Hopper · Clerk");
    act(() => void imports.move(job.id, { done_ms: 60_000 }));
    await waitFor(() => expect(line).toHaveTextContent("1:00 of 12:34"));
    act(() => void imports.finish(job.id));
    await waitFor(() => expect(line).toHaveTextContent("The recording is here"));
    expect(fake.room("Grace Hopper").interview.imported_from).toBe("call.mp3");
    await user.click(within(line).getByTestId("put-import-away"));
    await waitFor(() => expect(screen.queryByTestId("import-line")).not.toBeInTheDocument());
    expect(imports.jobs).toEqual([]);
  });

  test("cancelled in the dialog leaves nothing but what was filled in", async () => {
    const { fake, imports, user } = await begun();
    await user.click(screen.getByTestId("dialog-cancel-import"));
    expect(await screen.findByTestId("import-candidate")).toBeVisible();
    expect(screen.getByTestId("import-candidate")).toHaveValue("Grace Hopper");
    expect(imports.jobs).toEqual([]);
    expect(fake.rooms.size).toBe(0);
    imports.hold = false;
    await user.click(screen.getByTestId("import-recording"));
    expect(await screen.findByTestId("recording-imported")).toBeVisible();
    expect(fake.rooms.size).toBe(1);
    await user.keyboard("{Escape}");
    await waitFor(() => expect(imports.jobs).toEqual([]));
  });

  test("cancelled on the desk is gone", async () => {
    const { fake, user } = await begun();
    await user.click(screen.getByTestId("import-in-background"));
    await user.click(await screen.findByTestId("cancel-import"));
    await waitFor(() => expect(screen.queryByTestId("import-line")).not.toBeInTheDocument());
    expect(fake.rooms.size).toBe(0);
  });

  test("that fails on its way says why, with what was filled in, and can be tried again", async () => {
    const { imports, user, job } = await begun();
    const problem = { code: "disk_full", detail: "free some space" } as const;
    act(() => void imports.move(job.id, { state: "failed", problem }));
    const dialog = await screen.findByRole("dialog", { name: "Import a recording" });
    expect(await within(dialog).findByRole("alert")).toHaveTextContent(
      "The disk is full.free some space",
    );
    expect(screen.getByTestId("import-candidate")).toHaveValue("Grace Hopper");
    imports.hold = false;
    await user.click(screen.getByTestId("import-recording"));
    expect(await screen.findByTestId("recording-imported")).toBeVisible();
    await waitFor(() => expect(imports.jobs).toHaveLength(1));
  });

  test("that Candor's end cut short is told, and taken in after all", async () => {
    const { imports, user, job } = await begun();
    await user.click(screen.getByTestId("import-in-background"));
    act(() => void imports.move(job.id, { state: "failed", cut_short: true }));
    const line = await screen.findByTestId("import-line");
    await waitFor(() => expect(line).toHaveTextContent("cut short when Candor ended"));
    imports.hold = false;
    await user.click(within(line).getByTestId("retry-import"));
    const next = await screen.findByText("The recording is here");
    expect(next).toBeVisible();
    expect(screen.getAllByTestId("import-line")).toHaveLength(1);
  });

  test("given a second time is noticed, and asked about", async () => {
    const fake = withFile();
    const before = fake.addInterview(fake.addPosition("Cook"), "Ada", {
      imported_from: "call.mp3",
    });
    const { user } = await openImport(fake);
    const notice = await screen.findByTestId("taken-in-before");
    expect(notice).toHaveTextContent("This recording was taken in before");
    expect(notice).toHaveTextContent("Ada");
    expect(within(notice).getByTestId("to-earlier")).toHaveAttribute(
      "href",
      expect.stringContaining(before.interview.id),
    );
    expect(screen.getByTestId("import-recording")).toHaveTextContent("Import once more");
    await importIt(user);
    expect(await screen.findByTestId("recording-imported")).toBeVisible();
  });

  test("that cannot be stored leaves what was filled in", async () => {
    const fake = withFile();
    const { user } = await openImport(fake);
    await user.type(await screen.findByTestId("import-candidate"), "Grace Hopper");
    await user.selectOptions(screen.getByTestId("import-position"), "Clerk");
    await user.type(screen.getByTestId("import-consent"), "By e-mail.");
    fake.refuse("POST", /import$/, new Problem("disk_full", "12 MB are missing"));
    await user.click(screen.getByTestId("import-recording"));
    expect(await screen.findByRole("alert")).toHaveTextContent("12 MB are missing");
    await user.click(screen.getByTestId("import-recording"));
    expect(await screen.findByTestId("recording-imported")).toBeVisible();
  });
});
