namespace InfernoSim.Sql.Postgres.Connections;

/// <summary>Whether a server is reached by TLS, and what is asked of its certificate: libpq's <c>sslmode</c>, less the modes that leave it to chance.</summary>
internal enum TlsMode
{
    /// <summary>In clear text.</summary>
    Disable,

    /// <summary>By TLS, whoever the server is.</summary>
    Require,

    /// <summary>By TLS, with a certificate that somebody trusted has issued, for whatever name.</summary>
    VerifyCa,

    /// <summary>By TLS, with a certificate that somebody trusted has issued for the server's name.</summary>
    VerifyFull,
}
