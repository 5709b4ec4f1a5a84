using InfernoSim.Noise;
using InfernoSim.Trust.Tests.Service;
using InfernoSim.Verdicts;

namespace InfernoSim.Trust.Tests.Cases;

/// <summary>What may change in the headers of dependency calls without a change of behaviour.</summary>
internal static class CallHeaderVariations
{
    public static IEnumerable<TrustCase> All =>
    [
        New("a client library of another version", call => Set(call, "User-Agent", "shop/7.1 (linux)")),
        New("a client that takes compressed answers", call => Set(call, "Accept-Encoding", "gzip, br, zstd")),
        New("header names of a dependency call in another case", LowerCase),
        New("a token of the test's own environment", call => call.Headers.Authorization = new("Bearer", "token-of-the-test")),
        New("a tracer that adds its headers to dependency calls", AddTrace),
        New("a correlation id of its own for each dependency call", call => call.Headers.Add("X-Correlation-Id", Guid.NewGuid().ToString())),
        New("spaces in the lists of a dependency call's headers", call => Set(call, "Accept-Language", "de-de")),
        New("a dependency call that waits for 100 Continue", call => call.Headers.ExpectContinue = false),
        New("a header of dependency calls that a rule ignores", call => call.Headers.Add("X-Build", Guid.NewGuid().ToString())) with
        {
            Options = TrustCase.Usual with { Ignore = [NoiseRule.Parse("header: X-Build; dependency: *; optional: true")] },
        },
        new("calls that a rule takes out of the comparison, made more often", () => new Mutation { Steps = [CheckoutSteps.Reserve, CheckoutSteps.Charge, CheckoutSteps.Charge, CheckoutSteps.SendReceipt] }, ReplayOutcome.PassStrong)
        {
            Options = TrustCase.Usual with { Ignore = [NoiseRule.Parse("calls to *; route: POST /charges")] },
        },
        new("a client that keeps the cookies of a dependency", () => new Mutation { OnTransport = transport => transport.UseCookies = true }, ReplayOutcome.PassStrong),
        New("nothing at all, at a fan-out of 20: fresh keys and signatures", _ => { }) with { Options = TrustCase.Usual with { Fanout = 20 } },
    ];

    private static TrustCase New(string name, Action<HttpRequestMessage> edit) => new(name, () => new Mutation { OnCall = Edit(edit) }, ReplayOutcome.PassStrong);

    private static Func<HttpRequestMessage, SendCall, Task<HttpResponseMessage>> Edit(Action<HttpRequestMessage> edit) => (call, send) =>
    {
        edit(call);
        return send(call);
    };

    private static void Set(HttpRequestMessage call, string name, string value)
    {
        call.Headers.Remove(name);
        call.Headers.TryAddWithoutValidation(name, value);
    }

    private static void LowerCase(HttpRequestMessage call)
    {
        call.Headers.Remove(DependencyHeaders.Tenant);
        call.Headers.Add("x-tenant", "shop-eu");
    }

    private static void AddTrace(HttpRequestMessage call)
    {
        call.Headers.Add("X-B3-TraceId", Guid.NewGuid().ToString("N"));
        call.Headers.Add("Sentry-Trace", Guid.NewGuid().ToString("N"));
        call.Headers.Add("X-Datadog-Parent-Id", "17");
    }
}
