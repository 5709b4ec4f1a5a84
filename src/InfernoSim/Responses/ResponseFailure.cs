using System.Net.Sockets;

namespace InfernoSim.Responses;

/// <summary>Why a request to the service under test had no complete response.</summary>
internal enum ResponseFailure
{
    None = 0,

    /// <summary>The service refused the connection.</summary>
    ConnectionRefused,

    /// <summary>The service did not accept the connection in time.</summary>
    ConnectionTimedOut,

    /// <summary>The service closed or reset the connection before the response began.</summary>
    ConnectionReset,

    /// <summary>The connection ended before the response was complete.</summary>
    ResponseCutShort,

    /// <summary>What came was not HTTP.</summary>
    ProtocolError,

    /// <summary>Nothing happened for longer than the idle limit.</summary>
    Stalled,

    /// <summary>The replay was stopped while the response was awaited.</summary>
    Abandoned,

    /// <summary>This machine had no file, port, memory or thread left to send it with.</summary>
    NotSent,
}

/// <summary>Names transport errors.</summary>
internal static class ResponseFailures
{
    /// <summary>
    /// Whether an exception says that there was no complete response. A bare <see cref="SocketException"/> is what HttpClient
    /// throws when a connection is reset while it is being made.
    /// </summary>
    public static bool IsOfTransport(Exception exception) => exception is OperationCanceledException or HttpRequestException or IOException or SocketException or OutOfMemoryException;

    /// <summary>What this machine had none left of to send a request with; <see langword="null"/> where that is not why it failed.</summary>
    public static string? ShortageOf(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case SocketException { SocketErrorCode: SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable or SocketError.AddressNotAvailable or SocketError.AddressAlreadyInUse }:
                    return $"no connection could be opened: {cause.Message}";
                case OutOfMemoryException:
                    return $"no memory or thread was left: {cause.Message}";
            }
        }

        return null;
    }

    public static ResponseFailure Classify(Exception exception, bool headersReceived)
    {
        if (ShortageOf(exception) is not null)
        {
            return ResponseFailure.NotSent;
        }

        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return ResponseFailure.ConnectionRefused;
                case OperationCanceledException:
                case TimeoutException:
                    return headersReceived ? ResponseFailure.ResponseCutShort : ResponseFailure.ConnectionTimedOut;
                case HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError }:
                case HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError }:
                    return ResponseFailure.ProtocolError;
            }
        }

        return headersReceived ? ResponseFailure.ResponseCutShort : ResponseFailure.ConnectionReset;
    }

    public static string Describe(this ResponseFailure failure) => failure switch
    {
        ResponseFailure.ConnectionRefused => "connection refused",
        ResponseFailure.ConnectionTimedOut => "no connection in time",
        ResponseFailure.ConnectionReset => "connection closed before a response",
        ResponseFailure.ResponseCutShort => "response cut short",
        ResponseFailure.ProtocolError => "not a valid HTTP response",
        ResponseFailure.Stalled => "no response: nothing happened within the idle limit",
        ResponseFailure.NotSent => "not sent: this machine had nothing left to send it with",
        _ => failure.ToString(),
    };
}
