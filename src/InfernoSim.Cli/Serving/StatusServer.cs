using System.Net;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace InfernoSim.Cli.Serving;

/// <summary>Says over HTTP what was called of an incident that is served, and lets it begin anew.</summary>
internal sealed class StatusServer : IAsyncDisposable
{
    private const string Json = "application/json";

    private readonly WebApplication _app;

    private StatusServer(WebApplication app, Uri address)
    {
        _app = app;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts it.</summary>
    /// <param name="listen">Where.</param>
    /// <param name="calls">The incident.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="CliException">The address is in use or not allowed.</exception>
    public static async Task<StatusServer> StartAsync(IPEndPoint listen, ServedCalls calls, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Listen(listen);
        });
        WebApplication app = builder.Build();
        app.Run(context => AnswerAsync(context, calls));
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or System.Net.Sockets.SocketException)
        {
            await app.DisposeAsync();
            throw new CliException($"--status-listen: Cannot listen on {listen}: {failure.GetBaseException().Message}. Stop what listens there, or give another address.", failure);
        }

        return new StatusServer(app, new Uri(app.Urls.First()));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static Task AnswerAsync(HttpContext context, ServedCalls calls)
    {
        switch (context.Request.Path.Value)
        {
            case "/healthz" when IsRead(context):
                return context.Response.WriteAsync("ok\n");
            case "/__infernosim/status" when IsRead(context):
                return WriteAsync(context, calls.Receipt().ToStatusJson());
            case "/__infernosim/receipt" when IsRead(context):
                return WriteAsync(context, calls.Receipt().ToJson());
            case "/__infernosim/reset" when HttpMethods.IsPost(context.Request.Method):
                calls.Reset();
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return Task.CompletedTask;
            case "/healthz" or "/__infernosim/status" or "/__infernosim/receipt":
                return RefuseAsync(context, "GET");
            case "/__infernosim/reset":
                return RefuseAsync(context, "POST");
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return context.Response.WriteAsync("There are GET /healthz, GET /__infernosim/status, GET /__infernosim/receipt and POST /__infernosim/reset.\n");
        }
    }

    private static bool IsRead(HttpContext context) => HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);

    private static Task RefuseAsync(HttpContext context, string allowed)
    {
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = allowed;
        return Task.CompletedTask;
    }

    private static Task WriteAsync(HttpContext context, string json)
    {
        context.Response.ContentType = Json;
        return context.Response.WriteAsync(json);
    }
}
