namespace InfernoSim.Capture.Tests.Conformance;

/// <summary>A case of HTTP/2.</summary>
/// <param name="Section">Where the specification has a word on it.</param>
/// <param name="What">What a client says.</param>
/// <param name="SayAsync">Says it.</param>
/// <param name="Ends">The streams that come to an end by it, unless the connection does.</param>
internal sealed record Http2Case(string Section, string What, Func<Http2Peer, Task> SayAsync, IReadOnlyCollection<uint> Ends) : ConformanceCase(Section, What)
{
    /// <summary>Whether it begins as a connection should.</summary>
    public bool Begins { get; init; } = true;

    /// <summary>Whether the connection comes to an end by it.</summary>
    public bool Closes { get; init; }

    public override bool IsHttp2 => true;

    /// <summary>A case in which everything is said at once.</summary>
    public static Http2Case Of(string section, string what, Func<Http2Peer, byte[][]> frames, params uint[] ends) => new(section, what, peer => AtOnce(peer, frames(peer)), ends);

    /// <summary>A case in which a request is sent, and something more when it has been answered.</summary>
    public static Http2Case Then(string section, string what, Func<Http2Peer, byte[][]> frames) => new(
        section,
        what,
        async peer =>
        {
            peer.Say(peer.Get(1));
            await peer.HearEndOfAsync(1);
            peer.Say(frames(peer));
        },
        []);

    public override async Task<string> RunAsync(Stream stream, string scheme)
    {
        var peer = new Http2Peer(stream, scheme);
        if (Begins)
        {
            peer.Begin();
        }

        await SayAsync(peer);
        return await peer.OutcomeAsync(Ends, Closes);
    }

    private static Task AtOnce(Http2Peer peer, byte[][] frames)
    {
        peer.Say(frames);
        return Task.CompletedTask;
    }
}
