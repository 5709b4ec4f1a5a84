using System.Net;
using InfernoSim.Observations;
using InfernoSim.Trust.Tests.Recording;
using InfernoSim.Trust.Tests.Service;
using InfernoSim.Verdicts;

namespace InfernoSim.Trust.Tests.Cases;

/// <summary>Dependency calls against the response that they were made for.</summary>
internal static class LateCalls
{
    private const string Receipts = "/receipts";
    private const string Receipt = "POST http://payments/receipts";

    private static readonly ExpectedDivergence NotWaitedFor =
        new(DivergenceKind.CallAfterResponse, Traffic.Checkout, 2, "", $"{Receipt} answered, then the response", "the response first");

    public static IEnumerable<TrustCase> Regressions =>
    [
        new("a dependency call that is no longer awaited", () => Tamper.CallAt(Receipts, (call, send) => ForgetAsync(call, send, TimeSpan.Zero)), ReplayOutcome.FailDiverged, NotWaitedFor),
        new("a dependency call that is made 60 ms after the response", () => Tamper.CallAt(Receipts, (call, send) => ForgetAsync(call, send, TimeSpan.FromMilliseconds(60))), ReplayOutcome.FailDiverged, NotWaitedFor),
    ];

    public static IEnumerable<TrustCase> Harmless =>
    [
        new("a dependency call that is made later and still awaited", () => Tamper.CallAt(Receipts, SendLaterAsync), ReplayOutcome.PassStrong),
        new("a response that is sent a while after the last dependency call", () => Tamper.At("/checkout", RespondLaterAsync), ReplayOutcome.PassStrong),
    ];

    // The service goes on as if the dependency had answered; the form is read first, since the service disposes of it.
    private static async Task<HttpResponseMessage> ForgetAsync(HttpRequestMessage call, SendCall send, TimeSpan delay)
    {
        var later = new HttpRequestMessage(call.Method, call.RequestUri) { Content = new ByteArrayContent(await call.Content!.ReadAsByteArrayAsync()) };
        foreach (KeyValuePair<string, IEnumerable<string>> header in call.Headers)
        {
            later.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        foreach (KeyValuePair<string, IEnumerable<string>> header in call.Content.Headers)
        {
            later.Content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        _ = SendAsync();
        return new HttpResponseMessage(HttpStatusCode.OK);

        async Task SendAsync()
        {
            await Task.Delay(delay);
            using (later)
            {
                using HttpResponseMessage ignored = await send(later);
            }
        }
    }

    private static async Task<HttpResponseMessage> SendLaterAsync(HttpRequestMessage call, SendCall send)
    {
        await Task.Delay(60);
        return await send(call);
    }

    private static async Task RespondLaterAsync(Microsoft.AspNetCore.Http.HttpContext context, Func<Task> handle)
    {
        byte[] body = await Tamper.TakeBodyAsync(context, handle);
        await Task.Delay(80);
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body);
    }
}
