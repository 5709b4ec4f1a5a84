using System.Net.Sockets;
using InfernoSim.Recording;

namespace InfernoSim.Tests.Recording;

public class FailureCodeTests
{
    public static TheoryData<Exception?, string> Failures => new()
    {
        { null, "connection_reset" },
        { Socket(SocketError.ConnectionReset), "connection_reset" },
        { Socket(SocketError.ConnectionAborted), "connection_reset" },
        { Socket(SocketError.ConnectionRefused), "connection_refused" },
        { Socket(SocketError.HostUnreachable), "connection_refused" },
        { Socket(SocketError.TimedOut), "timeout" },
        { Socket(SocketError.TryAgain), "name_not_resolved" },
        { new HttpRequestException(HttpRequestError.ConnectionError, "while it was made", Socket(SocketError.ConnectionReset)), "connection_reset" },
        { new HttpRequestException(HttpRequestError.ConnectionError, "while it was made", Socket(SocketError.ConnectionRefused)), "connection_refused" },
        { new HttpRequestException(HttpRequestError.ConnectionError, "nothing more is known"), "connection_refused" },
        { new HttpRequestException(HttpRequestError.NameResolutionError), "name_not_resolved" },
        { new HttpRequestException(HttpRequestError.SecureConnectionError), "protocol_error" },
        { new HttpRequestException("while it was sent", new IOException("broken", Socket(SocketError.ConnectionReset))), "connection_reset" },
        { new HttpRequestException("while it was read", new HttpIOException(HttpRequestError.ResponseEnded)), "connection_reset" },
        { new HttpRequestException("while it was read", new HttpIOException(HttpRequestError.InvalidResponse)), "protocol_error" },
        { new TaskCanceledException("too long", new TimeoutException()), "timeout" },
        { new AggregateException(Socket(SocketError.ConnectionRefused), Socket(SocketError.TimedOut)), "connection_refused" },
    };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public void What_was_thrown_has_one_code(Exception? failure, string code) => Assert.Equal(code, FailureCode.Of(failure));

    private static SocketException Socket(SocketError error) => new((int)error);
}
