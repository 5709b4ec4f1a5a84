namespace InfernoSim.Testing;

/// <summary>
/// Ready sets of values that are new in each replay, for <c>Ignore</c>: <c>Ignore = [Fresh.Guids, Fresh.Times]</c>. They are ignored wherever
/// they are, in responses and dependency calls; what only took the place of one, such as the nil UUID or a time long ago, is not.
/// </summary>
/// <remarks>A rule for one place says more; <c>infernosim heal</c> writes it.</remarks>
public static class Fresh
{
    /// <summary>GUIDs that neither the service was given, nor anyone else.</summary>
    public const string Guids = "fresh: guids";

    /// <summary>Times near the clock: ISO 8601, HTTP dates, and seconds, milliseconds or microseconds since 1970.</summary>
    public const string Times = "fresh: times";

    /// <summary>ULIDs that neither the service was given, nor anyone else.</summary>
    public const string Ulids = "fresh: ulids";
}
