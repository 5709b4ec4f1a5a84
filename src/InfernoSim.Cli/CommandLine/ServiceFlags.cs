using InfernoSim.Cli.Hosting;
using InfernoSim.Planning;
using InfernoSim.Replay;

namespace InfernoSim.Cli.CommandLine;

/// <summary>The flags of every command that sends an incident to a service and answers its dependencies. Each call makes a flag of its own.</summary>
internal static class ServiceFlags
{
    public static Flag<Uri> TargetBase(string description = "Where the service under test listens.") => new(
        "--target-base", "URL", description, "http://localhost:18080", ServiceAddress.Parse);

    public static Flag<string?> PostgresCertificate() => new(
        "--postgres-certificate", "FILE", "A PEM file with a certificate and its private key, shown to PostgreSQL clients that ask for TLS; without it one is made that nobody trusts, which is enough for sslmode=require.", null, text => text);

    public static Flag<string?> Config() => new(
        "--config", "FILE", "Rules and options, which hold where no flag is given; without it the replay.yaml of the incident folder, where there is one.", null, text => text);

    public static Flag<string?> BeforeRun() => new(
        BeforeRunCommand.Flag, "CMD", "A command for the shell, carried out before each run to reset what the service owns, such as its database; the run's number is in INFERNOSIM_RUN. A code other than 0 ends the replay with exit code 2.", null, text => text.Length == 0 ? null : text);

    /// <param name="environment">Looks up an environment variable.</param>
    public static ListFlag<KeyValuePair<string, string>> Header(Func<string, string?> environment) => new(
        "--header",
        "LINE",
        "A header set on every request in place of the recorded one, for example 'Authorization: Bearer ${TOKEN}' with TOKEN from the environment; may be repeated.",
        text => HeaderLine.Parse(text, environment));
}
