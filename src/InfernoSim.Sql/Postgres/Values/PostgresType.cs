using System.Collections.Frozen;

namespace InfernoSim.Sql.Postgres.Values;

/// <summary>How the values of a type are shown in a log.</summary>
internal enum ValueForm
{
    /// <summary>Its binary form is not known here, and kept as bytes.</summary>
    Bytes,

    Boolean,
    Int16,
    Int32,
    Int64,
    Oid,
    Single,
    Double,
    Numeric,
    Text,

    /// <summary>A version byte, 1, and text.</summary>
    VersionedText,

    Uuid,
    Date,
    Time,
    Timestamp,
    TimestampWithZone,
    ByteArray,
    Array,
}

/// <summary>A type that every PostgreSQL server has, by its object id (<c>pg_type.dat</c> of its sources).</summary>
/// <param name="Oid">The object id.</param>
/// <param name="Name">The name.</param>
/// <param name="Form">How its values are shown.</param>
/// <param name="Element">The type of an array's elements; 0 for what is no array.</param>
internal sealed record PostgresType(uint Oid, string Name, ValueForm Form, uint Element = 0)
{
    private static readonly PostgresType[] Scalars =
    [
        new(16, "bool", ValueForm.Boolean),
        new(17, "bytea", ValueForm.ByteArray),
        new(18, "char", ValueForm.Text),
        new(19, "name", ValueForm.Text),
        new(20, "int8", ValueForm.Int64),
        new(21, "int2", ValueForm.Int16),
        new(23, "int4", ValueForm.Int32),
        new(25, "text", ValueForm.Text),
        new(26, "oid", ValueForm.Oid),
        new(114, "json", ValueForm.Text),
        new(142, "xml", ValueForm.Text),
        new(700, "float4", ValueForm.Single),
        new(701, "float8", ValueForm.Double),
        new(705, "unknown", ValueForm.Text),
        new(1042, "bpchar", ValueForm.Text),
        new(1043, "varchar", ValueForm.Text),
        new(1082, "date", ValueForm.Date),
        new(1083, "time", ValueForm.Time),
        new(1114, "timestamp", ValueForm.Timestamp),
        new(1184, "timestamptz", ValueForm.TimestampWithZone),
        new(1186, "interval", ValueForm.Bytes),
        new(1266, "timetz", ValueForm.Bytes),
        new(1560, "bit", ValueForm.Bytes),
        new(1562, "varbit", ValueForm.Bytes),
        new(1700, "numeric", ValueForm.Numeric),
        new(2249, "record", ValueForm.Bytes),
        new(2278, "void", ValueForm.Text),
        new(2950, "uuid", ValueForm.Uuid),
        new(3802, "jsonb", ValueForm.VersionedText),
    ];

    private static readonly PostgresType[] Arrays =
    [
        ArrayOf(1000, 16), ArrayOf(1001, 17), ArrayOf(1002, 18), ArrayOf(1003, 19), ArrayOf(1005, 21), ArrayOf(1007, 23), ArrayOf(1009, 25),
        ArrayOf(1014, 1042), ArrayOf(1015, 1043), ArrayOf(1016, 20), ArrayOf(1021, 700), ArrayOf(1022, 701), ArrayOf(1028, 26), ArrayOf(1115, 1114),
        ArrayOf(1182, 1082), ArrayOf(1183, 1083), ArrayOf(1185, 1184), ArrayOf(1231, 1700), ArrayOf(199, 114), ArrayOf(2951, 2950), ArrayOf(3807, 3802),
    ];

    private static readonly FrozenDictionary<uint, PostgresType> ByOid = Scalars.Concat(Arrays).ToFrozenDictionary(type => type.Oid);

    /// <summary>The type of an object id; of one that is not known, its number and bytes.</summary>
    public static PostgresType Of(uint oid) => ByOid.TryGetValue(oid, out PostgresType? type) ? type : new PostgresType(oid, oid == 0 ? "unspecified" : $"{oid}", ValueForm.Bytes);

    private static PostgresType ArrayOf(uint oid, uint element) => new(oid, $"{System.Array.Find(Scalars, type => type.Oid == element)!.Name}[]", ValueForm.Array, element);
}
