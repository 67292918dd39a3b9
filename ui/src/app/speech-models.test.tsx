import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";

import { FakeApp } from "@/api/fake";
import { renderApp } from "@/test/render-app";

const card = async (name: string) => within(await screen.findByTestId(`model-${name}`));

describe("speech models in the settings", () => {
  test("a connection that breaks is told, goes on by itself and can be paused meanwhile", async () => {
    const fake = new FakeApp();
    const { user } = renderApp("/settings/models", fake);
    await user.click((await card("small-q5_1")).getByTestId("download-model"));
    await (await card("small-q5_1")).findByTestId("pause-download");
    act(() => fake.machine.arrive("small-q5_1", 90_085_487, 2_000_000));
    expect((await card("small-q5_1")).getByText(/90 MB of 190 MB/)).toHaveTextContent(
      "2 MB per second · 50 sec left",
    );
    act(() => fake.machine.interrupt("small-q5_1", "it broke off"));
    expect(await (await card("small-q5_1")).findByTestId("download-waiting")).toHaveTextContent(
      "it goes on by itself.",
    );
    await user.click((await card("small-q5_1")).getByTestId("pause-download"));
    expect(await (await card("small-q5_1")).findByTestId("resume-download")).toBeVisible();
    expect((await card("small-q5_1")).queryByTestId("download-waiting")).not.toBeInTheDocument();
  });

  test("what suits this computer best is said, and a test finds it out where nothing is known", async () => {
    const fake = new FakeApp();
    fake.machine.best = { ...fake.machine.best, measured: false };
    const { user } = renderApp("/settings/models", fake);
    expect((await card("small-q5_1")).getByTestId("model-best")).toHaveTextContent(
      "Recommended for live captions",
    );
    await user.click(await screen.findByTestId("start-speed-test"));
    await waitFor(() => expect(screen.queryByTestId("speed-test")).not.toBeInTheDocument());
    expect(fake.requests).toContain("POST /models/base/measure");
    expect((await card("base")).getByTestId("model-speed")).toHaveTextContent("3.2 s");
    expect((await card("small-q5_1")).getByTestId("model-best")).toHaveTextContent(
      "Best on this computer for live captions",
    );
    expect((await card("large-v3-turbo-q5_0")).getByTestId("model-best")).toHaveTextContent(
      "Best on this computer for transcripts",
    );
  });

  test("captions and transcripts have a model each, chosen or automatic", async () => {
    const fake = new FakeApp();
    const { user } = renderApp("/settings/models", fake);
    const later = await screen.findByTestId("use-later");
    expect(later).toHaveDisplayValue("Automatic: base");
    await user.selectOptions(later, "base");
    await waitFor(() => expect(fake.machine.preferences.transcript_model).toBe("base"));
    await user.selectOptions(screen.getByTestId("use-live"), "base");
    await waitFor(() => expect(fake.machine.preferences.model).toBe("base"));
    expect(await (await card("base")).findByText("Used for everything")).toBeVisible();

    await user.click((await card("base")).getByTestId("remove-model"));
    expect(await screen.findByRole("alertdialog")).toHaveTextContent(
      "It is used for live captions and transcripts",
    );
    await user.click(screen.getByTestId("confirm-remove-model"));
    await waitFor(() => expect(fake.machine.preferences.transcript_model).toBeNull());
    expect(fake.machine.preferences.model).toBeNull();
  });

  test("a chosen model that is gone is named", async () => {
    const fake = new FakeApp();
    fake.machine.preferences.transcript_model = "large-v3-turbo";
    renderApp("/settings/models", fake);
    expect(await screen.findByText(/“large-v3-turbo” is not on this computer/)).toBeVisible();
  });

  test("a whole folder is added, and what is unknown in it is looked at by itself", async () => {
    const fake = new FakeApp();
    fake.chosenFolder = "/media/stick/models";
    const file = (file_name: string) => ({ path: `/media/stick/models/${file_name}`, file_name });
    fake.machine.importOutcome = {
      outcome: "folder",
      files: [
        { ...file("ggml-small-q5_1.bin"), state: "installed", model: "small-q5_1" },
        { ...file("ggml-base.bin"), state: "already_here", model: "base" },
        { ...file("ours.bin"), state: "unknown" },
        { ...file("broken.bin"), state: "unusable", problem: "it is cut short" },
      ],
    };
    const { user } = renderApp("/settings/models", fake);
    await user.click(await screen.findByTestId("choose-folder"));
    await waitFor(() => expect(screen.getByTestId("import-path")).toHaveValue(fake.chosenFolder));
    await user.click(screen.getByTestId("import-model-file"));
    const done = await screen.findByTestId("import-folder-done");
    expect(
      within(done)
        .getAllByRole("listitem")
        .map((item) => item.textContent),
    ).toEqual([
      "small-q5_1: added.",
      "base: already here.",
      "ours.bin: not known to Candor; look at it before you trust it.",
      "broken.bin: cannot be used: it is cut short",
    ]);
    expect(await (await card("small-q5_1")).findByTestId("prefer-model")).toBeVisible();

    fake.machine.importOutcome = {
      outcome: "unknown",
      file_name: "ours.bin",
      size_bytes: 5,
      sha256: "cd".repeat(32),
    };
    await user.click(screen.getByTestId("look-at-unknown"));
    expect(await screen.findByText("cd".repeat(32))).toBeVisible();
    await user.click(screen.getByTestId("approve-model"));
    expect(await screen.findByTestId("import-done")).toHaveTextContent("ours.bin is installed.");
  });

  test("an unknown file in the model folder is not used until somebody vouches for it", async () => {
    const fake = new FakeApp();
    const path = "/home/ada/.local/share/candor/models/ours.bin";
    fake.machine.strays = [{ path, file_name: "ours.bin", size_bytes: 80_000_000 }];
    fake.machine.importOutcome = {
      outcome: "unknown",
      file_name: "ours.bin",
      size_bytes: 80_000_000,
      sha256: "ef".repeat(32),
    };
    const { user } = renderApp("/settings/models", fake);
    expect(await screen.findByTestId("stray-models")).toHaveTextContent("ours.bin80 MB");
    await user.click(screen.getByTestId("check-stray"));
    expect(await screen.findByText("ef".repeat(32))).toBeVisible();
    fake.machine.strays = [];
    await user.click(screen.getByTestId("approve-model"));
    await waitFor(() => expect(screen.queryByTestId("stray-models")).not.toBeInTheDocument());
  });

  test("the organisation’s copies are set, and an address that gives something away is refused", async () => {
    const fake = new FakeApp();
    const { user } = renderApp("/settings/models", fake);
    const mirror = await screen.findByTestId("model-mirror");
    expect(screen.getByTestId("model-folder")).toHaveTextContent("candor/models");
    await user.type(mirror, "http://files.example.com");
    await user.click(screen.getByTestId("save-model-source"));
    expect(await screen.findByText(/has to begin with https/)).toBeInTheDocument();
    await user.clear(mirror);
    await user.type(mirror, "https://files.example.com/speech");
    await user.click(screen.getByTestId("model-official"));
    await user.click(screen.getByTestId("save-model-source"));
    await waitFor(() =>
      expect(fake.machine.source).toEqual({
        mirror: "https://files.example.com/speech",
        official: false,
      }),
    );
  });

  test("room on the disk is shown, and a processor that is too old is named", async () => {
    const fake = new FakeApp();
    fake.machine.unusable = "this computer’s processor lacks AVX2";
    renderApp("/settings/models", fake);
    expect(await screen.findByTestId("models-room")).toHaveTextContent(
      "Speech models take 148 MB on this disk. 52.3 GB are free.",
    );
    expect(screen.getByTestId("models-unusable")).toHaveTextContent("lacks AVX2");
    expect(screen.queryByTestId("models-on-processor")).not.toBeInTheDocument();
  });

  test("models that a failing graphics card has left to the processor are named", async () => {
    const fake = new FakeApp();
    fake.machine.graphicsCardFailures = ["small-q5_1", "base"];
    renderApp("/settings/models", fake);
    expect(await screen.findByTestId("models-on-processor")).toHaveTextContent(
      "because the graphics card failedIt works, only slower. Affected: small-q5_1 and base.",
    );
  });
});
