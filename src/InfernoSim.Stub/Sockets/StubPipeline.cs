using InfernoSim.Matching;
using InfernoSim.Stub.Answers;
using InfernoSim.Tls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using WireMock.Server;

namespace InfernoSim.Stub.Sockets;

/// <summary>
/// What happens to a request around WireMock: it is read here, WireMock decides who answers, and the recorded answer is
/// written here. Outside of everything of WireMock's, so that nothing of it touches what is read or written.
/// </summary>
internal sealed class StubPipeline(StubAnswers answers, OverriddenCallCounter overridden, StubTunnels tunnels, WorkerPorts workers, bool servesOnce) : IStartupFilter, IDisposable
{
    private readonly RecordedAnswers _recording = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<WireMockServer> _server = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RequestDelegate _wireMock = _ => Task.CompletedTask;

    /// <summary>Lets requests in, which wait until then.</summary>
    /// <param name="server">The started server.</param>
    /// <returns>Completes when the stub answers.</returns>
    public async Task OpenAsync(WireMockServer server)
    {
        _recording.EnsureMapped(server);
        await WarmUpAsync();
        _server.SetResult(server);
    }

    /// <summary>Aborts the calls that are in progress.</summary>
    /// <returns>Completes when they were told.</returns>
    public Task CloseAsync()
    {
        _server.TrySetCanceled();
        return _stopping.CancelAsync();
    }

    /// <summary>What is put before Kestrel's HTTP.</summary>
    /// <param name="http">Kestrel's HTTP.</param>
    public ConnectionDelegate Front(ConnectionDelegate http) => new ConnectionFront(http, tunnels.OpenAsync).OnConnectionAsync;

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(wireMock =>
        {
            _wireMock = wireMock;
            return HandleAsync;
        });
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

    // On its first request in a process WireMock loads every assembly beside it in search of plug-ins (half a second was
    // measured), which is not to look like a dependency that took its time.
    private async Task WarmUpAsync()
    {
        var nobody = new DependencyRequest { Method = "GET", Scheme = "http", Authority = "localhost", PathAndQuery = "/" };
        var context = new DefaultHttpContext();
        context.Request.Method = nobody.Method;
        context.Request.Scheme = nobody.Scheme;
        context.Request.Host = new HostString(nobody.Authority);
        context.Request.Path = nobody.PathAndQuery;
        context.Features.Set(new StubCall(nobody, new StubAnswers(new Unasked())));
        await _wireMock(context);
    }

    private async Task HandleAsync(HttpContext context)
    {
        WireMockServer server = await _server.Task;
        using CancellationTokenRegistration abort = _stopping.Token.UnsafeRegister(static c => ((HttpContext)c!).Abort(), context);
        ProxyConnection? connection = ProxyConnection.Of(context);
        if (HttpMethods.IsConnect(context.Request.Method) && connection is { Inside: null })
        {
            await OpenTunnelAsync(context, connection);
            return;
        }

        if (servesOnce)
        {
            TornConnection.ServeOnce(context);
        }

        if (connection?.Inside is { } inside)
        {
            tunnels.Used(inside);
        }

        bool hasOtherMappings = _recording.EnsureMapped(server);
        DependencyRequest head = StubCallReader.ReadHead(context) with { Worker = workers.WorkerAt(connection?.Context.LocalEndPoint) };

        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade && answers.ConversationsOf(head) is { Count: > 0 } conversations)
        {
            await ConverseAsync(context, upgrade, new Conversation(head, conversations, answers), conversations[0].Answer);
            return;
        }

        // A mapping is asked with the whole request, and what it answers must not have been answered before.
        IReadOnlyList<RecordedDialogue> dialogues = hasOtherMappings || !HttpProtocol.IsHttp2(context.Request.Protocol) ? [] : answers.DialoguesOf(head);
        var dialogue = new Dialogue(dialogues, (answer, from, to, _) => StubAnswerWriter.WritePartAsync(context, answer, from, to));
        DependencyRequest request = head with
        {
            Body = dialogues.Count == 0 ? await StubCallReader.ReadBodyAsync(context) : await dialogue.ReadAsync(context.Request.BodyReader, context.RequestAborted),
        };
        var call = new StubCall(request, answers);
        context.Features.Set(call);
        if (dialogue.Sent < 0)
        {
            context.Response.OnStarting(call.OnResponseStarting);
        }

        await DispatchAsync(context, call, hasOtherMappings);

        if (call.Answer is not { } answer)
        {
            overridden.Count(request);
        }
        else if (dialogue.IsBeginningOf(answer))
        {
            await StubAnswerWriter.WriteAsync(context, answer, dialogue.Sent);
        }
        else
        {
            context.Abort();
        }
    }

    private static async Task ConverseAsync(HttpContext context, IHttpUpgradeFeature upgrade, Conversation conversation, DependencyAnswer answer)
    {
        StubAnswerWriter.WriteSwitch(context, answer);
        await using Stream connection = await upgrade.UpgradeAsync();
        if (!await conversation.RunAsync(connection, context.RequestAborted))
        {
            context.Abort();
        }
    }

    // After a call on the same connection. The response of Kestrel's own is never sent: the tunnel is the answer.
    private async Task OpenTunnelAsync(HttpContext context, ProxyConnection connection)
    {
        var request = ConnectRequest.Of(context.Request, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        if (!request.IsValid)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
        else if (await tunnels.OpenAsync(connection, request) is { } refusal)
        {
            await StubAnswerWriter.WriteAsync(context, refusal);
        }
        else
        {
            context.Abort();
        }
    }

    private async Task DispatchAsync(HttpContext context, StubCall call, bool hasOtherMappings)
    {
        LendBody(context, call.Request, hasOtherMappings);
        if (!hasOtherMappings)
        {
            await _wireMock(context);
            return;
        }

        call.BeginMapping();
        int status = 0;
        try
        {
            await _wireMock(context);
            status = context.RequestAborted.IsCancellationRequested ? 0 : context.Response.StatusCode;
        }
        finally
        {
            call.EndMapping(status);
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

    private sealed class Unasked : IDependencyResponder
    {
        public ValueTask<DependencyAnswer> AnswerAsync(DependencyRequest request, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new DependencyAnswer { Status = 204 });
    }
}
