namespace InfernoSim.Replay;

/// <summary>Where the service under test listens: <c>http://host:port</c>, or <c>host:port</c> for plain HTTP.</summary>
internal static class ServiceAddress
{
    /// <summary>Parses the address. A path is refused, because recorded requests bring their own and it would be ignored.</summary>
    public static Uri Parse(string text)
    {
        string absolute = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + (text.StartsWith(':') ? "localhost" : "") + text;
        if (!Uri.TryCreate(absolute, UriKind.Absolute, out Uri? address) || address.Host.Length == 0 ||
            (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps) || address.UserInfo.Length > 0)
        {
            throw new ReplayConfigurationException($"'{text}' is not the address of a service; give http://host:port, for example http://localhost:8084");
        }

        return address.PathAndQuery is "/" && address.Fragment.Length == 0
            ? address
            : throw new ReplayConfigurationException($"'{text}' has a path, but recorded requests bring their own; give {address.GetLeftPart(UriPartial.Authority)}");
    }

    /// <summary>Without the trailing slash that <see cref="Uri"/> adds.</summary>
    public static string Format(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
