using InfernoSim.Testing.Interception;

namespace InfernoSim.Testing.Tests.Interception;

public sealed class StubProxyTests
{
    // .NET keeps the connections to a proxy by its address; a limit on connections per server is one on those.
    [Fact]
    public void Each_server_has_connections_of_its_own_to_the_stub()
    {
        var proxy = new StubProxy(new Uri("http://127.0.0.1:19000"));

        Uri bank = proxy.GetProxy(new Uri("http://bank.test/accounts"));
        Uri sameBank = proxy.GetProxy(new Uri("http://bank.test/transfers"));
        Uri post = proxy.GetProxy(new Uri("http://post.test/"));

        Assert.Equal(bank, sameBank);
        Assert.NotEqual(bank, post);
        Assert.All([bank, post], address => Assert.Equal("127.0.0.1:19000", address.Authority));
    }
}
