using InfernoSim.Replay;

namespace InfernoSim.Cli.Tests.CommandLine;

public sealed class ServiceAddressTests
{
    [Theory]
    [InlineData("localhost:8084", "http://localhost:8084")]
    [InlineData(":8084", "http://localhost:8084")]
    [InlineData("http://a", "http://a")]
    [InlineData("https://a:8443/", "https://a:8443")]
    [InlineData("[::1]:80", "http://[::1]")]
    [InlineData("10.0.0.1:5000", "http://10.0.0.1:5000")]
    public void A_service_is_named_with_or_without_its_scheme(string text, string address) =>
        Assert.Equal(address, ServiceAddress.Format(ServiceAddress.Parse(text)));

    [Theory]
    [InlineData("")]
    [InlineData("http://")]
    [InlineData("http://user:secret@a")]
    [InlineData("http://a/path")]
    [InlineData("http://a/?q")]
    [InlineData("file:///etc")]
    public void Anything_else_is_refused(string text) => Assert.Throws<ReplayConfigurationException>(() => ServiceAddress.Parse(text));
}
