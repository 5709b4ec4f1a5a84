namespace InfernoSim.Matching;

/// <summary>Saves looking for ids in every value of a text that has none of them anywhere.</summary>
internal static class HideIds
{
    /// <summary>The ids that values of a JSON text may hold.</summary>
    /// <param name="json">The whole text.</param>
    /// <param name="ids">The ids of its exchange.</param>
    /// <returns><paramref name="ids"/>, or none when no value can hold one: an id is in it neither plainly nor by escapes of its ASCII characters.</returns>
    public static OwnIds In(ReadOnlySpan<byte> json, OwnIds ids) =>
        ids.IsEmpty || (!ids.AreIn(json) && json.IndexOf("\\u00"u8) < 0) ? OwnIds.None : ids;
}
