namespace InfernoSim.LiveState;

/// <summary>What a value looks like. A value that a service issues again keeps its shape.</summary>
internal enum ValueShape
{
    /// <summary>Nothing that a service would issue, or too short or too common to tell.</summary>
    None,

    /// <summary>A UUID with its hyphens (RFC 9562).</summary>
    Uuid,

    /// <summary>26 characters of Crockford's base 32.</summary>
    Ulid,

    /// <summary>A JSON Web Token in compact form (RFC 7519).</summary>
    Jwt,

    /// <summary>Decimal digits.</summary>
    Digits,

    /// <summary>Hexadecimal digits of one case.</summary>
    Hex,

    /// <summary>Letters and digits without a form of their own, as a session id or an opaque token.</summary>
    Opaque,

    /// <summary>What stands in place of a secret: of what form that was is not known any more.</summary>
    Hidden,
}
