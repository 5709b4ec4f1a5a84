using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using InfernoSim.Observations;
using InfernoSim.Trust.Tests.Recording;
using InfernoSim.Trust.Tests.Service;
using InfernoSim.Verdicts;

namespace InfernoSim.Trust.Tests.Cases;

/// <summary>Dependency calls whose headers no longer say what they said.</summary>
internal static class CallHeaderRegressions
{
    private const string Charges = "/charges";
    private const int Charge = 1;
    private const int Receipt = 2;

    public static IEnumerable<TrustCase> All =>
    [
        New("a dependency call without its credential", call => call.Headers.Authorization = null, "Authorization", "Bearer [REDACTED]", "(absent)"),
        New("a credential of another scheme", call => call.Headers.Authorization = new("Basic", "c2hvcDpwdw=="), "Authorization", "Bearer [REDACTED]", "Basic (12 characters)"),
        New("a credential that is undefined", call => call.Headers.Authorization = new("Bearer", "undefined"), "Authorization", "Bearer [REDACTED]", "Bearer undefined"),
        New("another tenant in a dependency call", call => Set(call, DependencyHeaders.Tenant, "shop-us"), "X-Tenant", "shop-eu", "shop-us"),
        New("a dependency call without its tenant", call => call.Headers.Remove(DependencyHeaders.Tenant), "X-Tenant", "shop-eu", "(absent)"),
        New("a dependency call asked for in another format", call => Set(call, "Accept", "text/xml"), "Accept", "application/json", "text/xml"),
        New("a dependency call asked for in another language", call => Set(call, "Accept-Language", "en-US"), "Accept-Language", "de-DE", "en-US"),
        New("a condition that is lost (If-Match)", call => call.Headers.IfMatch.Clear(), "If-Match", "\"open\"", "(absent)"),
        New("a condition that holds always (If-Match: *)", call => Set(call, "If-Match", "*"), "If-Match", "\"open\"", "*"),
        New("a content type that the body is not of", call => call.Content!.Headers.ContentType = new MediaTypeHeaderValue("application/merge-patch+json"), "Content-Type", "application/json; charset=utf-8", "application/merge-patch+json"),
        New("a signature without its time", call => Set(call, DependencyHeaders.Signature, "v1=aa57a869e7ecebeda32affa62cdca311"), "X-Signature", null, "v1=aa57a869e7ecebeda32affa62cdca311"),
        New("a write that can no longer be repeated safely", call => call.Headers.Remove(DependencyHeaders.IdempotencyKey), "Idempotency-Key", null, "(absent)"),
        New("an idempotency key that is nil", call => Set(call, DependencyHeaders.IdempotencyKey, Guid.Empty.ToString()), "Idempotency-Key", null, Guid.Empty.ToString()),
        New("a part of a file in place of the whole", call => call.Headers.Range = new(0, 99), "Range", "(absent)", "bytes=0-99"),
        New("a cookie of a dependency call that is lost", call => call.Headers.Remove("Cookie"), "Cookie", "channel=web", "(absent)"),
        New("a switch that nobody asked for", call => call.Headers.Add("X-Dry-Run", "true"), "X-Dry-Run", "(absent)", "true"),
        new("one idempotency key for two writes", OneKeyForEachRequest, ReplayOutcome.FailDiverged, Changed(Receipt, "Idempotency-Key", null, "the value sent where (recorded) was recorded")),
    ];

    private static TrustCase New(string name, Action<HttpRequestMessage> edit, string header, string? expected, string got) =>
        new(name, () => Tamper.Call(Charges, edit), ReplayOutcome.FailDiverged, Changed(Charge, header, expected, got));

    private static ExpectedDivergence Changed(int call, string header, string? expected, string got) =>
        new(DivergenceKind.CallChanged, Traffic.Checkout, call, $"header/{header}", expected ?? ExpectedDivergence.Recorded, got);

    private static void Set(HttpRequestMessage call, string name, string value)
    {
        call.Headers.Remove(name);
        call.Headers.TryAddWithoutValidation(name, value);
    }

    private static Mutation OneKeyForEachRequest() => new()
    {
        OnCall = (call, send) =>
        {
            if (call.Method == HttpMethod.Post)
            {
                Set(call, DependencyHeaders.IdempotencyKey, KeyOf(Activity.Current!.TraceId));
            }

            return send(call);
        },
    };

    // Version 4, of the id of the request, so that each request has one key and no two have the same.
    private static string KeyOf(ActivityTraceId id)
    {
        var key = new StringBuilder(new Guid(Convert.FromHexString(id.ToHexString())).ToString("D"));
        key[14] = '4';
        key[19] = 'a';
        return key.ToString();
    }
}
