namespace InfernoSim.Capture.AspNetCore.Outbound;

/// <summary>Whether the running code is inside of a call that is being recorded, so that what lies further in does not record it again.</summary>
internal static class CallsInside
{
    private static readonly AsyncLocal<bool> Inside = new();

    /// <summary>Whether it is.</summary>
    public static bool Any => Inside.Value;

    /// <summary>From here on it is. Where an asynchronous method says so, that ends with it.</summary>
    /// <returns>Whether it was before.</returns>
    public static bool Enter()
    {
        bool was = Inside.Value;
        Inside.Value = true;
        return was;
    }

    /// <summary>From here on it is as before.</summary>
    /// <param name="was">What <see cref="Enter"/> returned.</param>
    public static void Leave(bool was) => Inside.Value = was;
}
