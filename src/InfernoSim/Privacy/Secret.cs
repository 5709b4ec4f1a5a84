namespace InfernoSim.Privacy;

/// <summary>A secret in a text.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">Its length.</param>
/// <param name="Kind">What it is.</param>
internal readonly record struct Secret(int Start, int Length, SecretKind Kind)
{
    /// <summary>Where it ends.</summary>
    public int End => Start + Length;
}

/// <summary>What a secret is.</summary>
internal enum SecretKind
{
    /// <summary>A key, token or password that is known by its form.</summary>
    Credential,

    /// <summary>A JSON Web Token.</summary>
    Jwt,

    /// <summary>A private key in PEM.</summary>
    PrivateKey,

    /// <summary>A value whose name says that it is secret.</summary>
    NamedValue,

    /// <summary>User and password in a URL.</summary>
    UserInfo,

    /// <summary>The number of a payment card.</summary>
    CardNumber,

    /// <summary>An e-mail address.</summary>
    Email,
}
