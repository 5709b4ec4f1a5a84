namespace InfernoSim.Capture.Tests.Conformance;

/// <summary>
/// What a client says, right and wrong, in HTTP/1.1 and HTTP/2, byte for byte over real sockets: our proxies do what plain Kestrel does, or YARP before it.
/// </summary>
public sealed class ConformanceTests(ConformanceServers servers) : IClassFixture<ConformanceServers>
{
    public static TheoryData<string> Names => [.. ConformanceCases.All.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_proxies_do_what_Kestrel_or_YARP_does(string name)
    {
        ConformanceCase one = ConformanceCases.All.Single(known => known.Name == name);
        string[] outcomes = await Task.WhenAll(ConformanceServers.Names.Select(server => servers.OutcomeAsync(server, one)));
        string[] allowed = outcomes[..2];

        Assert.All(ConformanceServers.Names.Zip(outcomes).Skip(2), proxy =>
            Assert.True(allowed.Contains(proxy.Second) != (KnownDifference.ReasonFor(proxy.First, one) is not null), $"{name}: Kestrel '{outcomes[0]}', YARP '{outcomes[1]}', {proxy.First} '{proxy.Second}'"));
    }

    [Fact]
    public void There_are_enough_cases_each_with_a_name_of_its_own()
    {
        Assert.InRange(ConformanceCases.All.Count(one => one.IsHttp2), 60, 1000);
        Assert.InRange(ConformanceCases.All.Count(one => !one.IsHttp2), 30, 1000);
        Assert.Distinct(ConformanceCases.All.Select(one => one.Name));
        Assert.All(KnownDifference.All, known => Assert.Contains(ConformanceCases.All, one => one.Name == known.Case));
    }

    [Theory]
    [InlineData("http2")]
    [InlineData("http1")]
    public async Task The_page_says_what_each_did(string protocol) => await ConformancePage.HoldAsync(servers, protocol, protocol == "http2");
}
