using System.Net.WebSockets;
using System.Text;

namespace InfernoSim.Testing.Tests.Service;

/// <summary>Every way to reach a dependency, by name.</summary>
public sealed class DependencyCalls(IServiceProvider services, IHttpClientFactory clients)
{
    private static readonly HttpClient Shared = new();

    public async Task<IResult> CallAsync(string way, Uri url, CancellationToken stop)
    {
        try
        {
            return await SendAsync(way, url, stop);
        }
        catch (HttpRequestException failure)
        {
            return Results.Json(new { failed = failure.HttpRequestError.ToString() }, statusCode: 502);
        }
    }

    private static async Task<string> SayAsync(Uri url, string text, CancellationToken stop, HttpMessageInvoker? invoker = null)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(url) { Scheme = url.Scheme == Uri.UriSchemeHttps ? "wss" : "ws" }.Uri, invoker, stop);
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, stop);
        byte[] heard = new byte[100];
        WebSocketReceiveResult received = await socket.ReceiveAsync(heard, stop);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, stop);
        return Encoding.UTF8.GetString(heard, 0, received.Count);
    }

    private async Task<IResult> SendAsync(string way, Uri url, CancellationToken stop)
    {
        switch (way)
        {
            case "typed":
                return await GetAsync(services.GetRequiredService<TypedDependency>().Client, url, stop);
            case "keyed":
                await using (AsyncServiceScope scope = services.CreateAsyncScope())
                {
                    return await GetAsync(scope.ServiceProvider.GetRequiredKeyedService<HttpClient>("keyed"), url, stop);
                }

            case "refit":
                return Results.Json(new { body = await services.GetRequiredService<IPaymentsApi>().GetAsync(url.ToString()) });
            case "grpc":
                return Results.Json(new { body = await services.GetRequiredService<EchoClient>().SayAsync("hello", stop) });
            case "grpc-chat":
                return Results.Json(new { body = await services.GetRequiredService<EchoClient>().ChatAsync(["one", "two"], stop) });
            case "grpc-chat-changed":
                return Results.Json(new { body = await services.GetRequiredService<EchoClient>().ChatAsync(["one", "too"], stop) });
            case "web-socket":
                return Results.Json(new { body = await SayAsync(url, "hello", stop) });
            case "web-socket-of-the-factory":
                using (var invoker = new HttpMessageInvoker(services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler("default"), disposeHandler: false))
                {
                    return Results.Json(new { body = await SayAsync(url, "hello", stop, invoker) });
                }

            case "web-socket-changed":
                return Results.Json(new { body = await SayAsync(url, "hallo", stop) });
            case "bare":
                using (var client = new HttpClient())
                {
                    return await GetAsync(client, url, stop);
                }

            case "shared":
                return await GetAsync(Shared, url, stop);
            case "sockets":
                using (var client = new HttpClient(new SocketsHttpHandler()))
                {
                    return await GetAsync(client, url, stop);
                }

            case "sockets-without-proxy":
                using (var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }))
                {
                    return await GetAsync(client, url, stop);
                }

            case "twice":
                HttpClient twice = clients.CreateClient("own-wrapped");
                await twice.GetAsync(url, stop);
                return await GetAsync(twice, url, stop);
            case "synchronous":
                using (var request = new HttpRequestMessage(HttpMethod.Get, url))
                using (HttpResponseMessage response = clients.CreateClient("default").Send(request, stop))
                {
                    return Results.Json(new { status = (int)response.StatusCode });
                }

            case "untraced":
                using (var client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }))
                {
                    return await GetAsync(client, url, stop);
                }

            case "untraced-without-context":
                Task<IResult> unseen;
                using (ExecutionContext.SuppressFlow())
                {
                    unseen = Task.Run(() => CallAsync("own-untraced", url, stop), stop);
                }

                return await unseen;
            case "without-context":
                Task<IResult> orphan;
                using (ExecutionContext.SuppressFlow())
                {
                    orphan = Task.Run(() => CallAsync("bare", url, stop), stop);
                }

                return await orphan;
            default:
                return await GetAsync(clients.CreateClient(way), url, stop);
        }
    }

    private static async Task<IResult> GetAsync(HttpClient client, Uri url, CancellationToken stop)
    {
        using HttpResponseMessage response = await client.GetAsync(url, stop);
        return Results.Json(new { status = (int)response.StatusCode, body = await response.Content.ReadAsStringAsync(stop) });
    }
}
