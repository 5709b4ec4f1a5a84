namespace InfernoSim.Matching;

/// <summary>How the values of a header of a dependency call are compared.</summary>
internal enum CallHeaderKind
{
    /// <summary>Not at all: a transport, a proxy or a tracer writes it.</summary>
    LeftOut,

    /// <summary>As HTTP defines them: content negotiation, ranges, conditions.</summary>
    Standard,

    /// <summary>A credential: presence, scheme, and whose it is as far as the recording tells.</summary>
    Credential,

    /// <summary>Cookies, pair by pair.</summary>
    Cookie,

    /// <summary>Computed from content and time, such as a signature: by form.</summary>
    Derived,

    /// <summary>Anything else: what may be new in each request by form, the rest exactly.</summary>
    Custom,
}
