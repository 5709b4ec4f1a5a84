using System.Text.Json.Nodes;
using InfernoSim.Trust.Tests.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Trust.Tests.Situations;

/// <summary>Responses that take their time.</summary>
internal static class StreamSituations
{
    // Far more than the limit that the replay is given.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(900);

    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(300);

    public static IReadOnlyList<Situation> All { get; } =
    [
        new("a service that pauses in its own stream", MapPause, visitor => visitor.SendAsync("GET", "/rows"), "line 2, column 1") { Options = options => options with { MaxIdleTime = Limit } },
        NewLeaving(),
    ];

    private static void MapPause(WebApplication application, bool isChanged) => application.MapGet("/rows", async (HttpContext context) =>
    {
        context.Response.ContentType = "text/plain";
        await context.Response.WriteAsync("one\n");
        await context.Response.Body.FlushAsync();
        await Task.Delay(Pause, context.RequestAborted);
        await context.Response.WriteAsync(isChanged ? "other\n" : "two\n");
    });

    private static Situation NewLeaving()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return new Situation("a client who leaves before there is a response", Map, SendAsync, "/left");

        void Map(WebApplication application, bool isChanged)
        {
            application.MapGet("/wait", async (HttpContext context) =>
            {
                arrived.TrySetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            });
            application.MapGet("/after", () => Answers.Json(new JsonObject { ["left"] = !isChanged }));
        }

        async Task SendAsync(Visitor visitor)
        {
            await visitor.LeaveAsync("/wait", arrived.Task);
            await visitor.SendAsync("GET", "/after");
        }
    }
}
