using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using InfernoSim.TestKit.Hosting;

namespace InfernoSim.Cli.Tests.Clients;

/// <summary>The client of .NET, in the test's process.</summary>
internal static class DotNetClient
{
    /// <summary>Gets the target.</summary>
    public static async Task<string> GetAsync(ClientRoute route, Version version)
    {
        using HttpClient client = ClientOf(route);
        using var request = new HttpRequestMessage(HttpMethod.Get, route.Target) { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using HttpResponseMessage response = await client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>Says messages to a method of gRPC, each when the one before has been answered where the method answers each.</summary>
    /// <returns>The answers and the status.</returns>
    public static async Task<string> SayAsync(ClientRoute route, bool inTurn, params string[] messages)
    {
        using HttpClient client = ClientOf(route);
        using var content = new DialogueContent();
        using var request = new HttpRequestMessage(HttpMethod.Post, route.Target) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = content, Headers = { { "TE", "trailers" } } };
        Task<HttpResponseMessage> answering = client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var said = new StringBuilder();
        if (inTurn)
        {
            await content.SayAsync(messages[0]);
        }
        else
        {
            foreach (string message in messages)
            {
                await content.SayAsync(message);
            }

            content.End();
        }

        using HttpResponseMessage response = await answering;
        response.EnsureSuccessStatusCode();
        await using Stream answers = await response.Content.ReadAsStreamAsync();
        int next = 1;
        byte[] buffer = new byte[1024];
        while (await answers.ReadAsync(buffer) is > 0 and var read)
        {
            said.Append(Encoding.UTF8.GetString(buffer, 0, read));
            if (inTurn && next < messages.Length)
            {
                await content.SayAsync(messages[next++]);
            }
            else if (inTurn)
            {
                content.End();
            }
        }

        return $"{said}, status {string.Join(',', response.TrailingHeaders.GetValues("grpc-status"))}";
    }

    /// <summary>Says hello over a WebSocket once it is welcomed, and leaves once it is answered.</summary>
    /// <returns>What it heard.</returns>
    public static async Task<string> ConverseAsync(ClientRoute route)
    {
        using HttpClient transport = ClientOf(route);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(WebSocketEcho.AddressAt(route.Target), transport, CancellationToken.None);
        string? welcome = await WebSocketEcho.HearAsync(socket);
        await WebSocketEcho.SayAsync(socket, MatrixServers.Hello);
        string? answer = await WebSocketEcho.HearAsync(socket);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", CancellationToken.None);
        return $"{welcome}{answer}";
    }

    private static HttpClient ClientOf(ClientRoute route)
    {
        X509Certificate2 authority = X509Certificate2.CreateFromPem(File.ReadAllText(route.Authority));
        return new HttpClient(new SocketsHttpHandler
        {
            Proxy = route.Proxy is null ? null : new WebProxy(route.Proxy),
            UseProxy = route.Proxy is not null,
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { authority }, RevocationMode = X509RevocationMode.NoCheck },
            },
        });
    }

    /// <summary>A request body that is said piece by piece.</summary>
    private sealed class DialogueContent : HttpContent
    {
        private readonly TaskCompletionSource<Stream> _stream = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public DialogueContent() => Headers.ContentType = new MediaTypeHeaderValue("application/grpc");

        public async Task SayAsync(string message)
        {
            Stream stream = await _stream.Task;
            await stream.WriteAsync(GrpcEcho.Frame(message));
            await stream.FlushAsync();
        }

        public void End() => _end.TrySetResult();

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            _stream.SetResult(stream);
            return _end.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
