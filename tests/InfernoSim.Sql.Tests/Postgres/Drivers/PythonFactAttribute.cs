using System.ComponentModel;
using System.Diagnostics;
using InfernoSim.Sql.Tests.Postgres.Shops;

namespace InfernoSim.Sql.Tests.Postgres.Drivers;

/// <summary>A test with a PostgreSQL server and a driver for Python, skipped, and shown as skipped, where one of the two is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonFactAttribute : FactAttribute
{
    /// <summary>The interpreter: that of the system, whose packages bring the drivers, before any other.</summary>
    public static readonly string Interpreter = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    /// <param name="driver">The module.</param>
    public PythonFactAttribute(string driver)
    {
        Skip = TemporaryPostgres.WhyNot ?? (HasModule(driver) ? null : $"There is no module {driver} for {Interpreter} (python3-{driver} of Debian).");
    }

    private static bool HasModule(string driver)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(Interpreter, ["-c", $"import {driver}"]) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
