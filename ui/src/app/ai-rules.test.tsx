import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";

import { FakeApp } from "@/api/fake";
import { renderApp } from "@/test/render-app";

const PEM = "-----BEGIN CERTIFICATE-----\nTGluZGdyZW4=\n-----END CERTIFICATE-----\n";

describe("use and sharing", () => {
  test("nothing is used without a connection; the first one switches it on, and each use can be left out", async () => {
    const fake = new FakeApp();
    const { user } = renderApp("/settings/ai", fake);
    expect(await screen.findByTestId("ai-use-conversation")).toBeDisabled();
    expect(await screen.findByTestId("ai-sharing-nothing")).toHaveTextContent("Nothing.");
    act(() => {
      fake.ai.add({ name: "OpenAI" });
      fake.happened("setting_changed", "ai_connections");
    });
    await waitFor(() => expect(screen.getByTestId("ai-use-conversation")).toBeChecked());
    const shared = await screen.findByTestId("ai-shared");
    expect(shared).toHaveTextContent("api.openai.com");
    expect(shared).toHaveTextContent("The candidate’s first name");
    expect(shared).toHaveTextContent("The interview’s transcript");
    await user.click(screen.getByTestId("ai-use-conversation"));
    await waitFor(() => expect(shared).not.toHaveTextContent("first name"));
    await user.click(screen.getByTestId("ai-use-scorecards"));
    expect(await screen.findByTestId("ai-unused")).toBeVisible();
    expect(await screen.findByTestId("ai-sharing-nothing")).toHaveTextContent(
      "Nothing from interviews",
    );
    expect(screen.getByTestId("ai-sharing")).toHaveTextContent("Sound and recordings");
    expect(fake.ai.settings.use_for).toEqual({ conversation: false, scorecards: false });
  });

  test("whoever creates an interview is told who words the questions", async () => {
    const fake = new FakeApp();
    fake.addPosition("Office clerk");
    const { user } = renderApp("/", fake);
    await user.click(await screen.findByTestId("new-interview"));
    expect(await screen.findByTestId("who-words")).toHaveTextContent(
      "The questions are worded by the scripted interviewer.",
    );
    act(() => {
      fake.ai.add({ name: "OpenAI" });
      fake.happened("setting_changed", "ai_connections");
    });
    await waitFor(() =>
      expect(screen.getByTestId("who-words")).toHaveTextContent(
        "worded by OpenAI (api.openai.com), else by the scripted interviewer.",
      ),
    );
    act(() => {
      fake.ai.settings = { ...fake.ai.settings, keychain: "locked" };
      fake.happened("setting_changed", "ai_connections");
    });
    await waitFor(() =>
      expect(screen.getByTestId("who-words")).toHaveTextContent(
        /worded by the scripted interviewer\. The keychain does not answer/,
      ),
    );
  });
});

describe("the consent", () => {
  test("names the services that are sent something, and the preview shows it", async () => {
    const fake = new FakeApp();
    fake.ai.add({ name: "OpenAI" });
    const room = fake.addInterview(fake.addPosition("Office clerk"), "Ada Byron");
    const { user, history } = renderApp(`/interviews/${room.interview.id}/room`, fake);
    const text = await screen.findByTestId("consent-text");
    const section = within(text).getByRole("heading", { name: "Use of artificial intelligence" });
    expect(section.parentElement).toHaveTextContent(/sent to api\.openai\.com: the questions/);
    await user.click(screen.getByTestId("consent-agree"));
    await waitFor(() =>
      expect(fake.consent.given.get(room.interview.id)).toMatchObject({
        ai_hosts: ["api.openai.com"],
        ai_uses: ["conversation", "scorecards"],
      }),
    );
    act(() => history.push("/settings/consent"));
    expect(await screen.findByText(/made of the settings under “AI”/)).toBeVisible();
    expect(screen.queryByTestId("words-en-ai")).toBeNull();
    await user.click(screen.getByTestId("preview-consent-text"));
    expect(await screen.findByTestId("consent-preview")).toHaveTextContent("api.openai.com");
  });
});

describe("the budget", () => {
  test("takes whole tokens and an amount, and says what is wrong and what money means", async () => {
    const fake = new FakeApp();
    fake.ai.add({ name: "OpenAI" });
    const { user } = renderApp("/settings/ai", fake);
    const tokens = await screen.findByTestId("ai-budget-tokens");
    const money = screen.getByTestId("ai-budget-money");
    await user.type(tokens, "many");
    expect(tokens).toHaveAccessibleDescription(/whole number above zero/);
    expect(screen.getByTestId("ai-save-budget")).toBeDisabled();
    await user.clear(tokens);
    await user.type(tokens, "1.5");
    expect(tokens).toBeInvalid();
    await user.clear(tokens);
    await user.type(tokens, "200,000");
    await user.type(money, "0");
    expect(money).toHaveAccessibleDescription(/above zero/);
    await user.type(money, ".5");
    expect(screen.getByTestId("ai-unpriced")).toHaveTextContent("OpenAI has no prices");
    await user.selectOptions(screen.getByTestId("ai-budget-currency"), "USD");
    await user.click(screen.getByTestId("ai-save-budget"));
    await waitFor(() =>
      expect(fake.ai.settings.budget).toEqual({
        tokens: 200_000,
        money_micros: 500_000,
        currency: "USD",
      }),
    );
    expect(await screen.findByText("The budget is saved.")).toBeVisible();
    expect(screen.getByText(/Money is an estimate/)).toBeVisible();
    await user.clear(screen.getByTestId("ai-budget-tokens"));
    await user.click(screen.getByTestId("ai-save-budget"));
    await waitFor(() => expect(fake.ai.settings.budget.tokens).toBeNull());
  });
});

describe("the network", () => {
  test("a proxy is named without a password", async () => {
    const fake = new FakeApp();
    const { user } = renderApp("/settings/ai", fake);
    await user.click(await screen.findByTestId("ai-proxy-manual"));
    await user.click(screen.getByTestId("ai-save-network"));
    const address = screen.getByTestId("ai-proxy-address");
    expect(address).toHaveAccessibleDescription("Enter the proxy’s address.");
    await user.type(address, "http://ada:secret@proxy.lindgren.example:3128");
    expect(address).toHaveAccessibleDescription(/Leave out name and password/);
    await user.clear(address);
    await user.type(address, "http://proxy.lindgren.example:3128");
    await user.click(screen.getByTestId("ai-save-network"));
    await waitFor(() =>
      expect(fake.ai.settings.network).toMatchObject({
        proxy: "manual",
        proxy_url: "http://proxy.lindgren.example:3128",
      }),
    );
  });

  test("root certificates come from a file or are pasted, and private keys are refused", async () => {
    const fake = new FakeApp();
    const { user } = renderApp("/settings/ai", fake);
    await user.click(await screen.findByTestId("ai-add-root"));
    await user.upload(screen.getByTestId("ai-root-file"), new File([PEM], "root.pem"));
    const row = await screen.findByTestId("ai-root");
    expect(row).toHaveTextContent("Lindgren Root CA 1, Lindgren & Sons");
    expect(row).toHaveTextContent(/Valid until \w+ \d+, 2\d{3}/);

    const pasted = screen.getByTestId("ai-root-pem");
    await user.click(pasted);
    await user.paste("-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----");
    await user.click(screen.getByTestId("ai-trust-root"));
    expect(pasted).toHaveAccessibleDescription(/holds a private key/);
    expect(pasted).toHaveValue("");
    expect(fake.ai.settings.network.root_certificates).toHaveLength(1);
    await user.click(pasted);
    await user.paste(PEM);
    await user.click(screen.getByTestId("ai-trust-root"));
    await waitFor(() => expect(screen.getAllByTestId("ai-root")).toHaveLength(2));

    const [first] = screen.getAllByTestId("ai-remove-root");
    if (first) await user.click(first);
    await user.click(await screen.findByTestId("ai-confirm-remove-root"));
    await waitFor(() => expect(screen.getAllByTestId("ai-root")).toHaveLength(1));
  });
});

describe("the keychain", () => {
  test("that is missing is told before a key is entered, and one is not silently lost", async () => {
    const fake = new FakeApp();
    fake.ai.settings.keychain = "missing";
    const { user } = renderApp("/settings/ai", fake);
    expect(await screen.findByTestId("keychain-state")).toHaveTextContent("has no keychain");
    await user.click(screen.getByTestId("ai-add"));
    expect(screen.getByTestId("ai-key")).toHaveAccessibleDescription(/cannot be kept/);
    await user.type(screen.getByTestId("ai-model"), "gpt-5.1");
    await user.type(screen.getByTestId("ai-key"), "sk-secret");
    await user.click(screen.getByTestId("ai-save"));
    expect(await screen.findByText("there is no keychain on this machine")).toBeVisible();
    expect(fake.ai.settings.connections).toEqual([]);
  });

  test("that is locked can be unlocked meanwhile", async () => {
    const fake = new FakeApp();
    fake.ai.settings.keychain = "locked";
    const { user } = renderApp("/settings/ai", fake);
    expect(await screen.findByTestId("keychain-state")).toHaveTextContent(/locked.*skipped/);
    fake.ai.settings = { ...fake.ai.settings, keychain: "available" };
    await user.click(screen.getByTestId("keychain-again"));
    await waitFor(() => expect(screen.queryByTestId("keychain-state")).toBeNull());
  });
});

test("the first run offers the same, and says what works without", async () => {
  const fake = new FakeApp();
  fake.machine.preferences = { first_run_done: false, device: null, model: null };
  const { user } = renderApp("/", fake);
  await user.click(await screen.findByTestId("step-ai"));
  expect(await screen.findByTestId("works-without")).toHaveTextContent(
    "Without an AI service, everything works",
  );
  await user.click(await screen.findByTestId("ai-add"));
  await user.type(screen.getByTestId("ai-key"), "sk-secret");
  await user.type(screen.getByTestId("ai-model"), "gpt-5.1");
  await user.click(screen.getByTestId("ai-save"));
  expect(await screen.findByTestId("ai-connection")).toHaveTextContent("api.openai.com");
  expect(screen.getByTestId("ai-use-scorecards")).toBeChecked();
});
