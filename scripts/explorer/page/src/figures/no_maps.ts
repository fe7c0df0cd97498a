// In the place of d3-geo (a tenth of the page's script): what Plot names of
// it. No figure here is a map, so none of it is called but geoTransform, once.
const none = undefined;
export {
  none as geoAlbers, none as geoAlbersUsa, none as geoAzimuthalEqualArea,
  none as geoAzimuthalEquidistant, none as geoCentroid,
  none as geoClipRectangle, none as geoConicConformal,
  none as geoConicEqualArea, none as geoConicEquidistant,
  none as geoEqualEarth, none as geoEquirectangular, none as geoGnomonic,
  none as geoGraticule10, none as geoMercator, none as geoOrthographic,
  none as geoPath, none as geoStereographic, none as geoStream,
  none as geoTransverseMercator,
};

export const geoTransform = (methods: object): object => methods;
