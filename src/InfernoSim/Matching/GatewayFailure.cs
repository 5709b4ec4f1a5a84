namespace InfernoSim.Matching;

/// <summary>
/// A dependency that could not be reached, as the application sees it through a proxy: a gateway error with a reason.
/// Capture answers with it when it happens, and the stub answers with the very same bytes when it is replayed.
/// </summary>
internal static class GatewayFailure
{
    /// <summary>The dependency refused the connection.</summary>
    public const string ConnectionRefused = "connection_refused";

    /// <summary>The dependency closed or reset the connection before its response was complete.</summary>
    public const string ConnectionReset = "connection_reset";

    /// <summary>The name of the dependency did not resolve.</summary>
    public const string NameNotResolved = "name_not_resolved";

    /// <summary>The dependency did not answer in time.</summary>
    public const string Timeout = "timeout";

    /// <summary>The dependency answered with something that is not HTTP, or TLS failed for another reason than a certificate.</summary>
    public const string ProtocolError = "protocol_error";

    /// <summary>The certificate of the dependency is not trusted where the call was captured.</summary>
    public const string CertificateNotTrusted = "certificate_not_trusted";

    /// <summary>The caller did not accept the certificate that stood for that of the dependency; no failure of the dependency.</summary>
    public const string CertificateRefused = "certificate_refused";

    /// <summary>The caller went away before the answer was complete; no failure of the dependency.</summary>
    public const string ClientAborted = "client_aborted";

    /// <summary>The capture ended before the answer was complete; no failure of the dependency.</summary>
    public const string CaptureStopped = "capture_stopped";

    /// <summary>The <c>error</c> of the event: a code of this class and the dependency it is about.</summary>
    /// <param name="code">One of the constants.</param>
    /// <param name="authority">The dependency.</param>
    /// <returns>For example <c>connection_refused: payments.test:80</c>.</returns>
    public static string Describe(string code, string authority) => $"{code}: {authority}";

    /// <summary>The answer the application gets, made of the recorded <c>error</c> alone, so that a replay can make it again.</summary>
    /// <param name="error">The <c>error</c> of the event.</param>
    /// <returns>504 for a timeout, otherwise 502, with a JSON body that names the error.</returns>
    public static DependencyAnswer ToAnswer(string error)
    {
        bool isLate = error.StartsWith(Timeout, StringComparison.Ordinal);
        return ProblemAnswer.Of(
            isLate ? 504 : 502,
            isLate ? "The dependency did not answer in time." : "The dependency could not be reached.",
            ("error", error));
    }
}
