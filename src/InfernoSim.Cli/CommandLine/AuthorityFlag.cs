using InfernoSim.Certificates;

namespace InfernoSim.Cli.CommandLine;

/// <summary>The flag that says where the local certificate authority is. Each call makes a flag of its own.</summary>
internal static class AuthorityFlag
{
    public static Flag<string> Create(string description) => new("--ca", "DIR", $"{description} Without it, the one that 'infernosim ca create' makes for this user.", null, text => text);

    public static string FolderIn(Flag<string> flag, System.CommandLine.ParseResult result) => flag.InOr(result, LocalAuthority.DefaultFolder);
}
