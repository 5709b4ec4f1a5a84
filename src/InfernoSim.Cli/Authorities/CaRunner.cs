using System.Globalization;
using InfernoSim.Certificates;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Terminal;

namespace InfernoSim.Cli.Authorities;

/// <summary>Carries out <c>infernosim ca</c>.</summary>
internal sealed class CaRunner(CliConsole console)
{
    /// <summary>Makes, exports or describes an authority.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CaInvocation request, CancellationToken stop)
    {
        using LocalAuthority authority = request.Action == CaAction.Create ? LocalAuthority.Create(request.Folder, request.Domains) : LocalAuthority.Open(request.Folder);
        if (request.Action != CaAction.Export)
        {
            Describe(authority);
        }
        else if (request.Out is null)
        {
            await console.PrintAsync(authority.CertificatePem + "\n");
        }
        else
        {
            await File.WriteAllTextAsync(request.Out, authority.CertificatePem + "\n", stop);
            console.Note($"wrote the certificate to {request.Out}; the private key stays where it is");
        }

        return ExitCode.Success;
    }

    private void Describe(LocalAuthority authority)
    {
        string until = authority.ValidUntil.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        console.Say($"certificate  {authority.CertificatePath}");
        console.Say($"SHA-256      {authority.Fingerprint}");
        console.Say($"valid until  {until}");
        console.Say($"vouches for  {(authority.Domains.Count == 0 ? "any name (--domain, when it is made, limits that)" : string.Join(", ", authority.Domains))}");
    }
}
