namespace InfernoSim;

/// <summary>Where what belongs to the user of this machine, and to no incident, is kept.</summary>
internal static class UserFolder
{
    /// <summary>
    /// <c>INFERNOSIM_STATE</c> where that is set, otherwise <c>infernosim</c> in the user's local application data, or among
    /// the temporary files where the user has none.
    /// </summary>
    public static string Default
    {
        get
        {
            if (Environment.GetEnvironmentVariable("INFERNOSIM_STATE") is { Length: > 0 } chosen)
            {
                return chosen;
            }

            string local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            return Path.Combine(local.Length > 0 ? local : Path.GetTempPath(), "infernosim");
        }
    }
}
