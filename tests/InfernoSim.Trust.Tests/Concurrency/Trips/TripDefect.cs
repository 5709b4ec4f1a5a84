namespace InfernoSim.Trust.Tests.Concurrency.Trips;

/// <summary>What is wrong with the trip service.</summary>
internal enum TripDefect
{
    None,

    /// <summary>It keeps the trip at hand in a field that all requests share.</summary>
    SharesTheTrip,

    /// <summary>It gives up after the second attempt.</summary>
    GivesUpEarly,

    /// <summary>It adds one to what it was quoted.</summary>
    QuotesMore,
}
