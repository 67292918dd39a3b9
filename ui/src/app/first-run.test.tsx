import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";

import { FakeApp } from "@/api/fake";
import { Problem } from "@/api/problem";
import { renderApp } from "@/test/render-app";

/** A Candor that was never set up. */
function fresh() {
  const fake = new FakeApp();
  fake.machine.preferences = { first_run_done: false, device: null, model: null };
  return fake;
}

describe("the first run", () => {
  test("comes by itself once, and can be skipped for good", async () => {
    const fake = fresh();
    const { user, history } = renderApp("/", fake);
    expect(await screen.findByRole("heading", { name: "Welcome to Candor" })).toBeVisible();
    await user.click(screen.getByTestId("skip-first-run"));
    expect(await screen.findByTestId("new-interview")).toBeVisible();
    expect(fake.machine.preferences.first_run_done).toBe(true);
    expect(history.location.pathname).toBe("/");
  });

  test("is no obstacle where the preferences cannot be read", async () => {
    const fake = fresh();
    fake.refuse("GET", /^\/preferences$/, new Problem("internal", "the database is locked"));
    renderApp("/", fake);
    expect(await screen.findByTestId("new-interview")).toBeVisible();
  });

  test("each step begins at its heading, and all of them can be gone to and back from", async () => {
    const { user } = renderApp("/welcome", fresh());
    await user.click(await screen.findByTestId("first-run-next"));
    expect(screen.getByRole("heading", { level: 1 })).toHaveFocus();
    expect(screen.getByTestId("step-microphone")).toHaveAttribute("aria-current", "step");
    await user.click(screen.getByTestId("step-sample"));
    expect(screen.getByTestId("first-run-finish")).toBeVisible();
    await user.click(screen.getByTestId("first-run-back"));
    expect(screen.getByTestId("works-without")).toHaveTextContent(
      "candidates read in the consent text what is sent to whom",
    );
  });

  test("the language changes at once", async () => {
    const { user } = renderApp("/welcome", fresh());
    await user.click(await screen.findByTestId("language-de"));
    expect(await screen.findByRole("heading", { name: "Willkommen bei Candor" })).toBeVisible();
    await user.click(screen.getByTestId("language-en"));
    await user.click(screen.getByTestId("theme-dark"));
    expect(document.documentElement.dataset.theme).toBe("dark");
    await user.click(screen.getByTestId("theme-system"));
  });

  test("a sample leads into an interview of oneself", async () => {
    const fake = fresh();
    const { user, history } = renderApp("/welcome", fake);
    await user.click(await screen.findByTestId("step-sample"));
    await user.click(await screen.findByTestId("try-office-clerk"));
    await waitFor(() => expect(history.location.pathname).toMatch(/^\/interviews\/.+\/room$/));
    expect(fake.room("Trial candidate").position.title).toBe("Office clerk");
    expect(fake.machine.preferences.first_run_done).toBe(true);
  });

  test("a sample that cannot be created says why and keeps one here", async () => {
    const fake = fresh();
    fake.refuse("POST", /^\/interviews$/, new Problem("disk_full", "free some space"));
    const { user } = renderApp("/welcome", fake);
    await user.click(await screen.findByTestId("step-sample"));
    await user.click(await screen.findByTestId("try-office-clerk"));
    expect(await screen.findByText("The disk is full.")).toBeVisible();
    expect(fake.machine.preferences.first_run_done).toBe(false);
  });
});

describe("the microphone check", () => {
  const begin = async (fake = fresh()) => {
    const { user } = renderApp("/settings/sound", fake);
    await user.click(await screen.findByTestId("start-check"));
    expect(await screen.findByTestId("check-device")).toHaveTextContent("Built-in microphone");
    return { fake, user };
  };

  test("shows the level, and what to do about silence", async () => {
    const { fake } = await begin();
    act(() => fake.machine.hear(-30));
    expect(screen.getByTestId("check-meter")).toHaveAttribute("aria-valuenow", "50");
    fake.machine.fallSilent();
    expect(await screen.findByTestId("check-silent")).toHaveTextContent("mute switch");
    act(() => fake.machine.hear(-30));
    await waitFor(() => expect(screen.queryByTestId("check-silent")).not.toBeInTheDocument());
  });

  test("tells of a microphone that is gone, and can be tried again", async () => {
    const { fake, user } = await begin();
    fake.machine.unplug("the headset was unplugged");
    expect(await screen.findByTestId("check-lost")).toHaveTextContent("unplugged");
    await user.click(screen.getByTestId("start-check"));
    expect(await screen.findByTestId("check-meter")).toBeVisible();
  });

  test("a test sentence is recorded and can be listened to", async () => {
    const { fake, user } = await begin();
    await user.click(screen.getByTestId("record-sentence"));
    expect(await screen.findByTestId("stop-recording")).toBeVisible();
    fake.machine.sentence(10_000);
    expect(await screen.findByTestId("play-sentence")).toHaveTextContent("0:10");
    expect(screen.getByTestId("record-sentence")).toHaveTextContent("Record again");
  });

  test("ends when the page is left", async () => {
    const { fake, user } = await begin();
    await user.click(screen.getByTestId("settings-about"));
    await waitFor(() => expect(fake.machine.check.state).toBe("off"));
    expect(fake.requests).toContain("DELETE /microphone-check");
  });

  test("without a microphone says so", async () => {
    const fake = fresh();
    fake.devices = [];
    const { user } = renderApp("/settings/sound", fake);
    expect(await screen.findByTestId("no-device")).toHaveTextContent("held by typing");
    await user.click(screen.getByTestId("start-check"));
    expect(await screen.findByText("The microphone is not available.")).toBeVisible();
  });
});

describe("speech models", () => {
  const card = async (name: string) => within(await screen.findByTestId(`model-${name}`));

  test("are downloaded with progress, paused, resumed and called off", async () => {
    const fake = fresh();
    const { user } = renderApp("/settings/models", fake);
    await user.click((await card("small-q5_1")).getByTestId("download-model"));
    await (await card("small-q5_1")).findByTestId("pause-download");
    act(() => fake.machine.arrive("small-q5_1", 95_000_000, 9_500_000));
    const progress = (await card("small-q5_1")).getByRole("progressbar");
    expect(progress).toHaveAttribute("aria-valuenow", "49");
    expect((await card("small-q5_1")).getByText(/95 MB of 190 MB/)).toHaveTextContent("10 sec");
    await user.click((await card("small-q5_1")).getByTestId("pause-download"));
    await user.click(await (await card("small-q5_1")).findByTestId("resume-download"));
    await user.click(await (await card("small-q5_1")).findByTestId("cancel-download"));
    expect(await (await card("small-q5_1")).findByTestId("download-model")).toBeVisible();
  });

  test("a download that fails says why, and is resumed", async () => {
    const fake = fresh();
    const { user } = renderApp("/settings/models", fake);
    await user.click((await card("base-q5_1")).getByTestId("download-model"));
    act(() => {
      fake.machine.arrive("base-q5_1", 10_000_000, 0);
      fake.machine.end("base-q5_1", new Problem("disk_full", "free some space and try again"));
    });
    expect(await screen.findByText("The disk is full.")).toBeVisible();
    await user.click((await card("base-q5_1")).getByTestId("resume-download"));
    act(() => fake.machine.end("base-q5_1"));
    await user.click(await (await card("base-q5_1")).findByTestId("prefer-model"));
    await waitFor(() => expect(fake.machine.preferences.model).toBe("base-q5_1"));
    expect(await (await card("base-q5_1")).findByText("Used for live captions")).toBeVisible();
  });

  test("the one used by default is forgotten when it is deleted", async () => {
    const fake = fresh();
    fake.machine.preferences.model = "base";
    const { user } = renderApp("/settings/models", fake);
    await user.click((await card("base")).getByTestId("remove-model"));
    await user.click(await screen.findByTestId("confirm-remove-model"));
    await waitFor(() => expect(fake.machine.preferences.model).toBeNull());
  });

  test("one Candor does not know is added only after it is vouched for", async () => {
    const fake = fresh();
    fake.machine.importOutcome = {
      outcome: "unknown",
      file_name: "ours.bin",
      size_bytes: 5,
      sha256: "ab".repeat(32),
    };
    fake.chosenFile = "/media/stick/ours.bin";
    const { user } = renderApp("/settings/models", fake);
    await user.click(await screen.findByTestId("choose-file"));
    await waitFor(() => expect(screen.getByTestId("import-path")).toHaveValue(fake.chosenFile));
    await user.click(screen.getByTestId("import-model-file"));
    expect(await screen.findByText("ab".repeat(32))).toBeVisible();
    await user.click(screen.getByTestId("approve-model"));
    expect(await screen.findByTestId("import-done")).toHaveTextContent("ours.bin is installed.");
  });
});
