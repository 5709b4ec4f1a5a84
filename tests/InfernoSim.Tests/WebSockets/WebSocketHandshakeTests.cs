using InfernoSim.WebSockets;

namespace InfernoSim.Tests.WebSockets;

public class WebSocketHandshakeTests
{
    [Fact]
    public void A_key_is_answered_as_in_the_RFC() => Assert.Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", WebSocketHandshake.AcceptOf(WebSocketHandshake.Key));

    [Theory]
    [InlineData("", true, null, null)]
    [InlineData("permessage-deflate", true, false, false)]
    [InlineData("Permessage-Deflate; server_no_context_takeover; client_max_window_bits=12", true, false, true)]
    [InlineData("permessage-deflate;client_no_context_takeover ;server_no_context_takeover", true, true, true)]
    [InlineData("x-webkit-deflate-frame", false, null, null)]
    [InlineData("permessage-deflate, foo", false, null, null)]
    public void What_both_sides_agreed_upon_is_known_or_not(string agreed, bool isKnown, bool? client, bool? server)
    {
        Assert.Equal(isKnown, WebSocketHandshake.TryReadExtensions(agreed.Length == 0 ? [] : [agreed], out MessagePacking? packing));
        Assert.Equal((client, server), (packing?.ClientBeginsAnew, packing?.ServerBeginsAnew));
    }
}
