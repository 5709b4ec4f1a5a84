using InfernoSim.Certificates;

namespace InfernoSim.Testing.Hosting;

/// <summary>Who vouches for the certificates by which https calls of a service are answered.</summary>
internal static class ReplayAuthority
{
    private static readonly Lazy<LocalAuthority> OfThisProcess = new(Create);

    /// <summary>
    /// The one for the service of a host. A service in this process needs none, since its calls do not leave it; one that runs already trusts
    /// the user's own, if any; and whatever is started is told to trust the one of this process.
    /// </summary>
    /// <param name="host">The host.</param>
    public static LocalAuthority? For(IServiceHost host) => host switch
    {
        UrlHost => LocalAuthority.OpenDefault(),
        { SupportsVirtualTime: true } => null,
        _ => OfThisProcess.Value,
    };

    private static LocalAuthority Create()
    {
        string folder = Directory.CreateTempSubdirectory("infernosim-ca-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete(folder);
        return LocalAuthority.InMemory(TimeProvider.System, Path.Combine(folder, "ca.pem"));
    }

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // It holds nothing but a certificate.
        }
    }
}
