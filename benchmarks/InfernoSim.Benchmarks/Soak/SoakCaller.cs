using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;

namespace InfernoSim.Benchmarks.Soak;

/// <summary>One connection's worth of traffic: exchanges of every kind, one after the other, with pauses.</summary>
internal sealed class SoakCaller
{
    private const int Messages = 10;
    private const int VanishingSize = 8 * 1024 * 1024;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan WhileDown = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // With how many of 2,000: most are small, and one of 100 MB comes every few seconds.
    private static readonly (int Size, int Share)[] Sizes =
        [(0, 300), (200, 600), (2_000, 600), (20_000, 400), (200_000, 79), (1_000_000, 16), (10_000_000, 4), (100_000_000, 1)];

    private readonly int _number;
    private readonly Uri _inbound;
    private readonly SoakTally _tally;
    private readonly Random _random;
    private readonly bool _isHttp2;
    private int _asked;

    /// <param name="number">Its number; even ones speak HTTP/2.</param>
    /// <param name="inbound">The inbound proxy.</param>
    /// <param name="tally">What became of its exchanges.</param>
    public SoakCaller(int number, Uri inbound, SoakTally tally)
    {
        _number = number;
        _inbound = inbound;
        _tally = tally;
        _random = new Random(number);
        _isHttp2 = number % 2 == 0;
    }

    /// <summary>Asks until it is enough; what it has asked then is heard to its end.</summary>
    public async Task RunAsync(CancellationToken enough)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false })
        {
            BaseAddress = _inbound,
            Timeout = Patience,
            DefaultRequestVersion = _isHttp2 ? HttpVersion.Version20 : HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        while (!enough.IsCancellationRequested)
        {
            await Task.Delay(_tally.IsUp ? LongestPause * _random.NextDouble() : WhileDown, enough).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_tally.IsUp && !enough.IsCancellationRequested)
            {
                await AskAsync(client);
            }
        }
    }

    private async Task AskAsync(HttpClient client)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"{_number}-{++_asked}");
        int size = Size();
        int kills = _tally.Kills;
        int kind = _random.Next(100);
        string target = kind switch
        {
            < 35 => $"/down/{size}/{id}",
            < 60 => $"/up/{id}",
            < 75 => $"/call/{Math.Min(size, 1_000_000)}/{id}",
            < 80 => $"/events/{Messages}/{id}",
            < 90 => _isHttp2 ? $"/chat/{id}" : $"/talk/{id}",
            < 93 => $"/down/{VanishingSize}/{id}",
            < 96 => $"/up/{id}",
            _ => $"/reset/{Math.Max(size, 100_000)}/{id}",
        };
        try
        {
            await (kind switch
            {
                < 35 => DownAsync(client, target, size),
                < 60 => UpAsync(client, target, size),
                < 75 => CallAsync(client, target, Math.Min(size, 1_000_000)),
                < 80 => EventsAsync(client, target),
                < 90 => _isHttp2 ? ChatAsync(client, target) : TalkAsync(target),
                < 93 => VanishAsync(client, target),
                < 96 => VanishWhileSendingAsync(client, target),
                _ => MeetResetAsync(client, target),
            }).WaitAsync(Patience);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException or TimeoutException or WebSocketException or InvalidDataException)
        {
            _tally.Failing(target, kills, failure.ToString().ReplaceLineEndings(" "));
        }
    }

    private async Task DownAsync(HttpClient client, string target, int size)
    {
        long read = await ReadAsync(client, target);
        Expect(size, read);
        _tally.Took(Kind("download"), target, read);
    }

    private async Task UpAsync(HttpClient client, string target, int size)
    {
        using var content = new SoakContent(size, breaksOff: false, hasLength: _random.Next(2) == 0);
        using HttpResponseMessage response = await client.PostAsync(new Uri(target, UriKind.Relative), content);
        response.EnsureSuccessStatusCode();
        Expect(size, long.Parse(await response.Content.ReadAsStringAsync(), CultureInfo.InvariantCulture));
        _tally.Took(Kind("upload"), target, size);
    }

    private async Task CallAsync(HttpClient client, string target, int size)
    {
        Expect(size, long.Parse(await client.GetStringAsync(new Uri(target, UriKind.Relative)), CultureInfo.InvariantCulture));
        _tally.Called.Enqueue(target.Replace("/call/", "/down/", StringComparison.Ordinal));
        _tally.Took(Kind("download with a call of the service"), target, size);
    }

    private async Task EventsAsync(HttpClient client, string target)
    {
        string events = await client.GetStringAsync(new Uri(target, UriKind.Relative));
        Expect(Messages, events.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Length);
        _tally.Took(Kind("server-sent events"), target, events.Length);
    }

    private async Task ChatAsync(HttpClient client, string target)
    {
        using var content = new SoakChat(Messages);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = content, Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.TE.ParseAdd("trailers");
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        byte[] message = new byte[SoakChat.MessageSize];
        await using (Stream answer = await response.Content.ReadAsStreamAsync())
        {
            for (int i = 0; i < Messages; i++)
            {
                await answer.ReadExactlyAsync(message);
                content.Next();
            }

            Expect(0, await answer.ReadAsync(message));
        }

        if (!response.TrailingHeaders.TryGetValues("grpc-status", out IEnumerable<string>? status) || status.Single() != "0")
        {
            throw new InvalidDataException("There was no grpc-status of 0.");
        }

        _tally.Took("gRPC, streams both ways, HTTP/2", target, 2 * Messages * SoakChat.MessageSize);
    }

    private async Task TalkAsync(string target)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{_inbound.Authority}{target}"), patience.Token);
        byte[] heard = new byte[1024];
        for (int i = 0; i < Messages; i++)
        {
            byte[] said = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"message {i}"));
            await socket.SendAsync(said.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, patience.Token);
            ValueWebSocketReceiveResult answer = await socket.ReceiveAsync(heard.AsMemory(), patience.Token);
            Expect(said.Length, answer.Count);
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);

        // It is written down when the connection has ended, so that nobody can wait for it.
        _tally.Took("WebSocket, HTTP/1.1", target: null, 2 * Messages * 9);
    }

    // The caller leaves in the middle of an answer.
    private async Task VanishAsync(HttpClient client, string target)
    {
        using HttpResponseMessage response = await client.GetAsync(new Uri(target, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        await using Stream body = await response.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[1024]);
        _tally.Broke();
    }

    // The caller leaves in the middle of its request.
    private async Task VanishWhileSendingAsync(HttpClient client, string target)
    {
        using var content = new SoakContent(VanishingSize, breaksOff: true, hasLength: true);
        try
        {
            using HttpResponseMessage response = await client.PostAsync(new Uri(target, UriKind.Relative), content);
            throw new InvalidDataException("A request that was never whole has an answer.");
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException)
        {
            _tally.Broke();
        }
    }

    private async Task MeetResetAsync(HttpClient client, string target)
    {
        try
        {
            await ReadAsync(client, target);
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            _tally.Broke();
            return;
        }

        throw new InvalidDataException("An answer that was broken off came to its end.");
    }

    private static async Task<long> ReadAsync(HttpClient client, string target)
    {
        using HttpResponseMessage response = await client.GetAsync(new Uri(target, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        await using Stream body = await response.Content.ReadAsStreamAsync();
        byte[] buffer = new byte[64 * 1024];
        long size = 0;
        while (await body.ReadAsync(buffer) is > 0 and var read)
        {
            size += read;
        }

        return size;
    }

    private static void Expect(long expected, long came)
    {
        if (expected != came)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{came} came of {expected}."));
        }
    }

    private string Kind(string what) => $"{what}, HTTP/{(_isHttp2 ? "2" : "1.1")}";

    private int Size()
    {
        int drawn = _random.Next(Sizes.Sum(size => size.Share));
        return Sizes.First(size => (drawn -= size.Share) < 0).Size;
    }
}
