using System.Net.Sockets;
using InfernoSim.Certificates;
using InfernoSim.Matching;

namespace InfernoSim.Recording;

/// <summary>Says in a word why an exchange failed: a code of <see cref="GatewayFailure"/>.</summary>
internal static class FailureCode
{
    /// <summary>The code for a target that did not answer, or not to the end.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <returns>A code of <see cref="GatewayFailure"/>.</returns>
    public static string Of(Exception? exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            string? code = e switch
            {
                HttpRequestException when UntrustedCertificateException.In(e) is not null => GatewayFailure.CertificateNotTrusted,
                HttpRequestException { HttpRequestError: not (HttpRequestError.Unknown or HttpRequestError.ConnectionError) and var error } => Of(error),
                HttpIOException { HttpRequestError: not (HttpRequestError.Unknown or HttpRequestError.ConnectionError) and var error } => Of(error),
                SocketException { SocketErrorCode: var error } => Of(error),
                OperationCanceledException => GatewayFailure.Timeout,
                TimeoutException => GatewayFailure.Timeout,
                AggregateException several => several.InnerExceptions.Select(Of).FirstOrDefault(),
                _ => null,
            };
            if (code is not null)
            {
                return code;
            }
        }

        return exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }
            ? GatewayFailure.ConnectionRefused
            : GatewayFailure.ConnectionReset;
    }

    private static string Of(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => GatewayFailure.NameNotResolved,
        HttpRequestError.ResponseEnded => GatewayFailure.ConnectionReset,
        _ => GatewayFailure.ProtocolError,
    };

    private static string Of(SocketError error) => error switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery => GatewayFailure.NameNotResolved,
        SocketError.TimedOut => GatewayFailure.Timeout,
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => GatewayFailure.ConnectionReset,
        _ => GatewayFailure.ConnectionRefused,
    };
}
