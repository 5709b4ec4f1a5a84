using InfernoSim.Matching;
using InfernoSim.Stub.Answers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using WireMock.Server;

namespace InfernoSim.Stub.Sockets;

/// <summary>
/// What happens to a request around WireMock: it is read here, WireMock decides who answers, and the recorded answer is
/// written here. Outside of everything of WireMock's, so that nothing of it touches what is read or written.
/// </summary>
internal sealed class StubPipeline(StubAnswers answers, OverriddenCallCounter overridden) : IStartupFilter, IDisposable
{
    private readonly RecordedAnswers _recording = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<WireMockServer> _server = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets requests in, which wait until then.</summary>
    /// <param name="server">The started server.</param>
    public void Open(WireMockServer server)
    {
        _recording.EnsureMapped(server);
        _server.SetResult(server);
    }

    /// <summary>Aborts the calls that are in progress.</summary>
    /// <returns>Completes when they were told.</returns>
    public Task CloseAsync()
    {
        _server.TrySetCanceled();
        return _stopping.CancelAsync();
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(HandleAsync);
        next(app);
    };

    /// <summary>
    /// Answers from the recording what WireMock cannot even parse, such as <c>?a=1&amp;A=2</c> or a request without a host.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="wireMock">The rest of WireMock.</param>
    /// <returns>Completes with the dispatch.</returns>
    public static async Task CatchUnparsableAsync(HttpContext context, RequestDelegate wireMock)
    {
        try
        {
            await wireMock(context);
        }
        catch (Exception) when (!context.Response.HasStarted && context.Features.Get<StubCall>() is { Answer: null })
        {
            await context.Features.GetRequiredFeature<StubCall>().AnswerAsync(context.RequestAborted);
        }
    }

    private async Task HandleAsync(HttpContext context, RequestDelegate wireMock)
    {
        WireMockServer server = await _server.Task;
        using CancellationTokenRegistration abort = _stopping.Token.UnsafeRegister(static c => ((HttpContext)c!).Abort(), context);
        DependencyRequest request = await StubCallReader.ReadAsync(context);
        var call = new StubCall(request, answers);
        if (HttpMethods.IsConnect(request.Method))
        {
            // WireMock has no mappings for tunnels.
            await call.AnswerAsync(context.RequestAborted);
        }
        else
        {
            context.Features.Set(call);
            LendBody(context, request, hasOtherMappings: _recording.EnsureMapped(server));
            await wireMock(context);
        }

        if (call.Answer is { } answer)
        {
            await StubAnswerWriter.WriteAsync(context, answer);
        }
        else
        {
            overridden.Count(request);
        }
    }

    // WireMock decompresses and parses the bodies it sees, which is of use to the mappings of a user only.
    private static void LendBody(HttpContext context, DependencyRequest request, bool hasOtherMappings)
    {
        if (!request.Body.IsEmpty)
        {
            context.Request.Body = hasOtherMappings ? new MemoryStream(request.Body.ToArray(), writable: false) : Stream.Null;
        }
    }
}
