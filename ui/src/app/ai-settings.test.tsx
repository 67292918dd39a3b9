import { MutationCache } from "@tanstack/react-query";
import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";

import { FakeApp } from "@/api/fake";
import { Problem } from "@/api/problem";
import { renderApp } from "@/test/render-app";

const names = () =>
  screen
    .getAllByTestId("ai-connection")
    .map((row) => within(row).getByRole("button", { name: /^Move/ }).getAttribute("aria-label"));

const inMenu = async (user: ReturnType<typeof renderApp>["user"], at: number, item: string) => {
  const row = (await screen.findAllByTestId("ai-connection"))[at];
  if (!row) throw new Error(`there is no row ${at}`);
  await user.click(within(row).getByTestId("ai-row-more"));
  await user.click(await screen.findByTestId(item));
};

describe("a connection", () => {
  test("is tested without being kept; its key leaves the page when it is, and is never shown again", async () => {
    const fake = new FakeApp();
    const { user } = renderApp("/settings/ai", fake);
    expect(await screen.findByTestId("ai-scripted")).toHaveTextContent(
      "It holds every interview as long as no service is connected.",
    );
    await user.click(screen.getByTestId("ai-add"));
    const key = screen.getByTestId("ai-key");
    expect(key).toHaveAttribute("type", "password");
    await user.type(key, "sk-secret");
    await user.click(screen.getByTestId("ai-list-models"));
    expect(await screen.findByText("The service answers.")).toBeVisible();
    await user.selectOptions(screen.getByTestId("ai-offered-models"), "gpt-5.1");
    await user.click(screen.getByTestId("ai-test"));
    expect(await screen.findByText("The connection works with “gpt-5.1”.")).toBeVisible();
    expect(screen.getByTestId("first-token")).toHaveTextContent("The first word came after 0.6 s.");
    expect(fake.ai.settings.connections).toEqual([]);

    await user.click(screen.getByTestId("ai-save"));
    const row = await screen.findByTestId("ai-connection");
    expect(row).toHaveTextContent("gpt-5.1 · api.openai.com · key in the keychain");
    expect(fake.ai.sent.at(-1)).toMatchObject({
      api: "responses",
      base_url: "https://api.openai.com/v1",
      api_key: "sk-secret",
      first_token_s: 8,
      total_s: 30,
    });
    expect(document.body.innerHTML).not.toContain("sk-secret");

    // Another model, the same server: the key is neither shown nor sent again.
    await inMenu(user, 0, "ai-menu-edit");
    expect(await screen.findByTestId("ai-key-kept")).toHaveTextContent("kept in the keychain");
    expect(screen.queryByTestId("ai-key")).toBeNull();
    await user.clear(screen.getByTestId("ai-model"));
    await user.type(screen.getByTestId("ai-model"), "gpt-5-mini");
    await user.click(screen.getByTestId("ai-save"));
    await waitFor(() => expect(fake.ai.settings.connections[0]?.model).toBe("gpt-5-mini"));
    expect(fake.ai.sent.at(-1)).not.toHaveProperty("api_key");
    expect(fake.ai.settings.connections[0]?.has_key).toBe(true);
  });

  test("leaves no key in memory once its dialog is closed, kept or given up", async () => {
    const build = vi.spyOn(MutationCache.prototype, "build");
    const { user } = renderApp("/settings/ai", new FakeApp());
    for (const last of ["ai-save", "ai-cancel"]) {
      await user.click(await screen.findByTestId("ai-add"));
      await user.type(screen.getByTestId("ai-key"), "sk-secret");
      await user.type(screen.getByTestId("ai-model"), "gpt-5.1");
      await user.click(screen.getByTestId("ai-test"));
      await screen.findByTestId("test-report");
      await user.click(screen.getByTestId(last));
      await waitFor(() => expect(screen.queryByTestId("ai-connection-form")).toBeNull());
      const caches = new Set(build.mock.contexts as MutationCache[]);
      expect(caches.size).toBe(1);
      const held = () =>
        [...caches].flatMap((cache) => cache.getAll()).map(({ state }) => state.variables);
      await waitFor(() => expect(JSON.stringify(held())).not.toContain("sk-secret"));
    }
    build.mockRestore();
  });

  test("loses its key when that is to be forgotten, and never takes it to another server", async () => {
    const fake = new FakeApp();
    fake.ai.add({ name: "OpenAI" });
    const { user } = renderApp("/settings/ai", fake);
    await inMenu(user, 0, "ai-menu-edit");
    const address = await screen.findByTestId("ai-address");
    await user.clear(address);
    await user.type(address, "https://ai.lindgren.example/v1");
    expect(screen.getByTestId("ai-key")).toHaveAccessibleDescription(/belongs to another server/);
    await user.clear(address);
    await user.type(address, "https://api.openai.com/v1");
    await user.click(screen.getByTestId("ai-key-forget"));
    expect(screen.getByTestId("ai-key-kept")).toHaveTextContent("deleted from the keychain when");
    await user.click(screen.getByTestId("ai-save"));
    await waitFor(() => expect(fake.ai.settings.connections[0]?.has_key).toBe(false));
    expect(fake.ai.sent.at(-1)?.api_key).toBe("");
  });

  test("says at each field what has to be put right, and sends nothing unencrypted", async () => {
    const fake = new FakeApp();
    const { user } = renderApp("/settings/ai", fake);
    await user.click(await screen.findByTestId("ai-add"));
    await user.click(screen.getByTestId("ai-service-compatible"));
    await user.click(screen.getByTestId("ai-save"));
    expect(screen.getByTestId("ai-address")).toHaveAccessibleDescription("Enter the address.");
    expect(screen.getByTestId("ai-model")).toHaveAccessibleDescription("Name the model to ask.");
    await waitFor(() => expect(screen.getByTestId("ai-address")).toHaveFocus());
    await user.type(screen.getByTestId("ai-name"), "Ours");
    await user.type(screen.getByTestId("ai-address"), "http://ai.lindgren.example/v1");
    await user.type(screen.getByTestId("ai-model"), "qwen3");
    // With a key or without, in the same house or far away.
    for (const unencrypted of ["http://ai.lindgren.example/v1", "http://192.168.1.20:11434/v1"]) {
      await user.clear(screen.getByTestId("ai-address"));
      await user.type(screen.getByTestId("ai-address"), unencrypted);
      expect(screen.getByTestId("ai-address")).toHaveAccessibleDescription(/travel unencrypted/);
      expect(screen.getByTestId("ai-test")).toBeDisabled();
      await user.click(screen.getByTestId("ai-save"));
    }
    expect(fake.ai.sent).toEqual([]);
    await user.clear(screen.getByTestId("ai-address"));
    await user.type(screen.getByTestId("ai-address"), "https://ai.lindgren.example/v1");
    await user.click(screen.getByTestId("ai-more"));
    await user.clear(screen.getByTestId("ai-firstToken"));
    await user.type(screen.getByTestId("ai-firstToken"), "40");
    await user.type(screen.getByTestId("ai-inputPrice"), "1,25");
    expect(screen.getByTestId("ai-total")).toHaveAccessibleDescription(/cannot take less/);
    expect(screen.getByTestId("ai-outputPrice")).toHaveAccessibleDescription(/both or none/);
    await user.type(screen.getByTestId("ai-outputPrice"), "10");
    await user.clear(screen.getByTestId("ai-total"));
    await user.type(screen.getByTestId("ai-total"), "60");
    await user.type(screen.getByTestId("ai-project"), "proj-1");
    await user.click(screen.getByTestId("ai-save"));
    await screen.findByTestId("ai-connection");
    expect(fake.ai.settings.connections[0]).toMatchObject({
      api: "chat",
      has_key: false,
      first_token_s: 40,
      total_s: 60,
      input_price_micros: 1_250_000,
      output_price_micros: 10_000_000,
      project: "proj-1",
      organization: null,
    });
  });

  test("is found on this computer, but only when that is asked for", async () => {
    const fake = new FakeApp();
    const { user } = renderApp("/settings/ai", fake);
    await user.click(await screen.findByTestId("ai-add"));
    await user.click(screen.getByTestId("ai-service-local"));
    expect(fake.requests).not.toContain("POST /ai/probe");
    await user.click(screen.getByTestId("ai-probe"));
    await user.click(await screen.findByRole("button", { name: "Use Ollama" }));
    expect(screen.getByTestId("ai-address")).toHaveValue("http://127.0.0.1:11434/v1");
    expect(screen.getByTestId("ai-model")).toHaveValue("qwen3:8b");
    await user.selectOptions(screen.getByTestId("ai-offered-models"), "llama3.2:3b");
    await user.click(screen.getByTestId("ai-save"));
    expect(await screen.findByTestId("ai-connection")).toHaveTextContent("on this computer");
    expect(await screen.findByTestId("ai-shared")).toHaveTextContent("stays on this computer");

    // What a local server only passes on is not called local.
    await inMenu(user, 0, "ai-menu-edit");
    await user.clear(await screen.findByTestId("ai-model"));
    await user.type(screen.getByTestId("ai-model"), "gpt-oss:120b-cloud");
    expect(screen.getByTestId("ai-passed-on")).toHaveTextContent("leaves this computer");

    fake.ai.servers = [];
    await user.click(screen.getByTestId("ai-probe"));
    expect(await screen.findByTestId("ai-probe-nothing")).toHaveTextContent("None answered.");
  });

  test("is told of in plain words when its test fails, or its model will be switched off", async () => {
    const fake = new FakeApp();
    fake.ai.add({ name: "OpenAI", model: "gpt-4o" });
    fake.ai.testResult = {
      outcome: "key_refused",
      models: [],
      detail: "the server answered 401 Unauthorized",
      first_token_ms: null,
    };
    const { user } = renderApp("/settings/ai", fake);
    await inMenu(user, 0, "ai-menu-test");
    const report = await screen.findByTestId("test-report");
    expect(report).toHaveTextContent("The service refused the key.");
    expect(report).toHaveTextContent("Copy the key again");
    expect(fake.ai.sent.at(-1)).toMatchObject({ id: fake.ai.settings.connections[0]?.id });
    expect(fake.ai.sent.at(-1)).not.toHaveProperty("api_key");

    fake.ai.testResult = new FakeApp().ai.testResult;
    await inMenu(user, 0, "ai-menu-test");
    expect(await screen.findByTestId("model-shutdown")).toHaveTextContent(
      "The service will switch “gpt-4o” off on Feb 1, 2027.",
    );
  });
});

describe("the list", () => {
  const three = () => {
    const fake = new FakeApp();
    fake.ai.add({ name: "OpenAI" });
    fake.ai.add({ name: "Ours", base_url: "https://ai.lindgren.example/v1", api: "chat" });
    fake.ai.add({ name: "Ollama", base_url: "http://localhost:11434/v1", has_key: false });
    return fake;
  };

  test("is put in order by menu, switched off and on, and ends with the scripted interviewer", async () => {
    const fake = three();
    const { user } = renderApp("/settings/ai", fake);
    await inMenu(user, 2, "ai-move-up");
    expect(await screen.findByText("Ollama is now at place 2 of 3.")).toBeInTheDocument();
    await waitFor(() => expect(names()).toEqual(["Move OpenAI", "Move Ollama", "Move Ours"]));
    expect(fake.ai.settings.connections.map(({ name }) => name)).toEqual([
      "OpenAI",
      "Ollama",
      "Ours",
    ]);
    const items = within(screen.getByRole("list", { name: /AI services/ })).getAllByRole(
      "listitem",
    );
    expect(items.at(-1)).toHaveTextContent("The scripted interviewerAlways last");

    await user.click(screen.getByRole("switch", { name: "Ask OpenAI" }));
    await waitFor(() => expect(fake.ai.settings.connections[0]?.enabled).toBe(false));
    expect(fake.ai.sent.at(-1)).not.toHaveProperty("api_key");
    expect(await screen.findByText("Switched off: it is not asked.")).toBeVisible();
    await waitFor(() => expect(screen.getAllByTestId("ai-shared")).toHaveLength(2));
  });

  test("goes back to what is kept when a new order is refused", async () => {
    const fake = three();
    fake.refuse("PUT", /ai\/order/, new Problem("disk_full", "free some space and try again"));
    const { user } = renderApp("/settings/ai", fake);
    await inMenu(user, 0, "ai-move-down");
    expect(await screen.findByText("The disk is full.")).toBeVisible();
    expect(names()).toEqual(["Move OpenAI", "Move Ours", "Move Ollama"]);
  });

  test("loses a connection only after a question, and follows what others change", async () => {
    const fake = three();
    const { user } = renderApp("/settings/ai", fake);
    await inMenu(user, 1, "ai-remove");
    expect(await screen.findByRole("dialog")).toHaveTextContent("its key is deleted");
    await user.click(screen.getByTestId("ai-confirm-remove"));
    await waitFor(() => expect(names()).toEqual(["Move OpenAI", "Move Ollama"]));
    act(() => {
      fake.ai.add({ name: "From elsewhere" });
      fake.happened("setting_changed", "ai_connections");
    });
    await waitFor(() => expect(names()).toContain("Move From elsewhere"));
  });
});
