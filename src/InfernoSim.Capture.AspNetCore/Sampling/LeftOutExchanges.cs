using System.Globalization;

namespace InfernoSim.Capture.AspNetCore.Sampling;

/// <summary>Why an exchange is left out when it begins.</summary>
internal enum LeftOutCause
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>A rule of sampling.</summary>
    Sampling,

    /// <summary>The processors had nothing left to give.</summary>
    Cpu,
}

/// <summary>Exchanges that were left out.</summary>
/// <param name="Cause">Why.</param>
/// <param name="Route">Of which route; <see langword="null"/> for any.</param>
/// <param name="Count">How many.</param>
/// <param name="Changes">How many of them may have changed something in the service.</param>
internal sealed record LeftOutExchanges(LeftOutCause Cause, string? Route, long Count, long Changes)
{
    /// <summary>What an incident says of them.</summary>
    public string Describe()
    {
        string which = Route is null ? "" : $" of {Route}";
        string changes = Changes == 0 ? "" : $"; {Changes.ToString(CultureInfo.InvariantCulture)} may have changed something in the service";
        return Count == 1
            ? $"1 exchange{which} was left out {Why(Cause)}, with all that belongs to it{changes}"
            : $"{Count.ToString(CultureInfo.InvariantCulture)} exchanges{which} were left out {Why(Cause)}, each with all that belongs to it{changes}";
    }

    /// <summary>The cause in words.</summary>
    /// <param name="cause">The cause.</param>
    public static string Why(LeftOutCause cause) => cause == LeftOutCause.Sampling
        ? "by sampling"
        : $"since all processors were in use ({nameof(FlightRecorderOptions.MaxCpu)})";
}
